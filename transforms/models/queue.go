package models

import (
	"slices"
	"sync"
)

// queue hands out tasks whose needs are there, those first that the longest
// chain of others waits for.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting []*task
	missing map[string]bool // tables that a waiting or running task makes
	stopped bool
}

func newQueue(tasks []task) *queue {
	q := &queue{missing: map[string]bool{}}
	q.changed = sync.NewCond(&q.mu)
	for i := range tasks {
		q.waiting = append(q.waiting, &tasks[i])
		for _, table := range tasks[i].makes {
			q.missing[table] = true
		}
	}
	length := chains(tasks)
	slices.SortStableFunc(q.waiting, func(a, b *task) int { return length[b] - length[a] })
	return q
}

// chains gives for each task the length of the longest chain of tasks that it
// begins, itself included. tasks stand in an order in which they can run.
func chains(tasks []task) map[*task]int {
	length := map[*task]int{}
	longest := map[string]int{} // by table, of what reads it
	for i := len(tasks) - 1; i >= 0; i-- {
		t, after := &tasks[i], 0
		for _, table := range t.makes {
			after = max(after, longest[table])
		}
		length[t] = after + t.weight()
		for _, table := range t.needs {
			longest[table] = max(longest[table], length[t])
		}
	}
	return length
}

// weight is how many models of ordinary length the task takes.
func (t *task) weight() int {
	if t.step != nil && t.step.Weight > 0 {
		return t.step.Weight
	}
	return 1
}

// take returns the first task that can run, after waiting for one if need be;
// false when there is none left or the queue was stopped.
func (q *queue) take() (*task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.stopped || len(q.waiting) == 0 {
			return nil, false
		}
		for i, t := range q.waiting {
			if q.ready(t) {
				q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
				return t, true
			}
		}
		q.changed.Wait()
	}
}

func (q *queue) ready(t *task) bool {
	own := map[string]bool{}
	for _, table := range t.makes {
		own[table] = true
	}
	for _, need := range t.needs {
		if q.missing[need] && !own[need] {
			return false
		}
	}
	return true
}

// finish notes that the task's tables are there and calls report.
func (q *queue) finish(t *task, report func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, table := range t.makes {
		delete(q.missing, table)
	}
	report()
	q.changed.Broadcast()
}

// stop lets every taker go.
func (q *queue) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopped = true
	q.changed.Broadcast()
}
