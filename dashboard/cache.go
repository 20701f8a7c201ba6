package dashboard

import (
	"container/list"
	"sync"
)

// reply is a finished answer, plain and compressed.
type reply struct {
	code     int
	kind     string // Content-Type
	file     string // download name, or empty
	etag     string
	body, gz []byte
}

// cache keeps the replies of one release by URL, up to a number of bytes; the
// reply unused longest goes first.
type cache struct {
	mu    sync.Mutex
	room  int
	size  int
	order *list.List
	by    map[string]*list.Element
}

type cached struct {
	key string
	*reply
}

func newCache(bytes int) *cache {
	return &cache{room: bytes, order: list.New(), by: map[string]*list.Element{}}
}

func (c *cache) get(key string) *reply {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.by[key]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(cached).reply
}

func (c *cache) put(key string, r *reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.by[key]; ok {
		return
	}
	c.by[key] = c.order.PushFront(cached{key, r})
	c.size += weight(key, r)
	for c.size > c.room && c.order.Len() > 1 {
		last := c.order.Remove(c.order.Back()).(cached)
		delete(c.by, last.key)
		c.size -= weight(last.key, last.reply)
	}
}

func weight(key string, r *reply) int { return len(key) + len(r.body) + len(r.gz) + 256 }
