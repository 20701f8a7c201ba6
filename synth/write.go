package synth

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"gongqiu/reference"
)

// File is one written file.
type File struct {
	Path     string // relative to the folder given to Write
	Root     string // region code of its market
	Kind     string // posting, seeker, training, wage or truth
	Board    string // of postings
	Encoding string // utf-8 or gb18030
	Rows     int64  // without the header
	Bytes    int64
}

// Summary is what Write made. Rows by kind count the rows of postings by why
// they are there: first, cross, refresh, repost, full.
type Summary struct {
	Ads       int64
	Rows      int64
	RowsByWhy map[string]int64
	Files     []File
}

// Write simulates the plan and writes its deliveries into dir and the truth
// into dir/truth. Files are written aside and renamed when all are complete;
// files of the same names are replaced. progress, if not nil, is told now and
// then how many more ads are done. Ads are streamed: memory does not grow
// with their number.
func Write(ctx context.Context, p Plan, dir string, progress func(ads int64)) (sum Summary, err error) {
	if err := p.check(); err != nil {
		return sum, err
	}
	cal, err := newCalendar(p.Last, p.Months, p.Nuisance.Festival)
	if err != nil {
		return sum, err
	}
	set, err := reference.Load(p.ReferenceDir)
	if err != nil {
		return sum, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "truth"), 0o755); err != nil {
		return sum, err
	}
	out := &folder{dir: dir}
	defer func() {
		if err != nil {
			out.abandon()
		}
	}()
	var shares []float64
	for _, m := range p.Markets {
		shares = append(shares, m.Share)
	}
	sum.RowsByWhy = map[string]int64{}
	firstID := uint64(1)
	for i, n := range apportion(p.Ads, shares) {
		m, err := newMarket(&p, i, n, cal, set)
		if err != nil {
			return sum, err
		}
		t := m.newTally()
		err = m.writeAds(ctx, out, t, firstID, func(n int) {
			if progress != nil {
				progress(int64(n))
			}
		})
		if err != nil {
			return sum, err
		}
		firstID += uint64(n)
		if err := m.writeCounts(out, t); err != nil {
			return sum, err
		}
		if err := m.writeAdministrative(out); err != nil {
			return sum, err
		}
		if err := m.writeTruth(out); err != nil {
			return sum, err
		}
		for b := range m.spec.Boards {
			for k, name := range rowKindNames {
				sum.RowsByWhy[name] += t.kinds[b*int(rowKinds)+k].Load()
			}
		}
		if err := ctx.Err(); err != nil {
			return sum, err
		}
	}
	if err := writePlan(out, &p); err != nil {
		return sum, err
	}
	if err := out.commit(); err != nil {
		return sum, err
	}
	sum.Ads = int64(p.Ads)
	for _, f := range out.files {
		sum.Files = append(sum.Files, f.File)
		if f.Kind == "posting" {
			sum.Rows += f.Rows
		}
	}
	return sum, nil
}

func (m *market) newTally() *tally {
	n := len(m.cal.months) * len(m.occupations) * len(m.places)
	return &tally{
		ads: make([]atomic.Int64, n), headcount: make([]atomic.Int64, n),
		kinds: make([]atomic.Int64, len(m.spec.Boards)*int(rowKinds)),
	}
}

// writeAds makes all ads of the market: shards run on all cores, and one loop
// writes their buffers in order.
func (m *market) writeAds(ctx context.Context, out *folder, t *tally, firstID uint64, progress func(int)) error {
	deliveries, truths, err := m.openDeliveries(out)
	if err != nil {
		return err
	}
	var adsFile, copiesFile *file
	if !m.plan.AggregateTruth {
		if adsFile, err = out.create(m.truthFile("广告"), adTruthHeader); err != nil {
			return err
		}
		if copiesFile, err = out.create(m.truthFile("同文异企"), "ad_id,copy_ad_id\n"); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	buffers := 2*workers + 1
	order, work, free := make(chan *shard, buffers), make(chan *shard), make(chan *scratch, buffers)
	for range buffers {
		free <- new(scratch)
	}
	go m.feed(ctx, firstID, order, work)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	for range workers {
		wait.Go(func() {
			for {
				// Memory first, then a shard: shards are taken in order, so the
				// one that is to be written next never waits for memory.
				select {
				case w := <-free:
					s, more := <-work
					if !more {
						return
					}
					s.made = w
					s.err = s.run(t)
					close(s.done)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	for s := range order {
		select {
		case <-s.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if s.err != nil {
			return s.err
		}
		for k := range s.made.chunks {
			if err := deliveries[k].chunk(&s.made.chunks[k], truths[k]); err != nil {
				return err
			}
		}
		if adsFile != nil {
			if err := adsFile.lines(s.made.lines); err != nil {
				return err
			}
			if err := copiesFile.lines(s.made.copies); err != nil {
				return err
			}
		}
		free <- s.made
		progress(s.n)
	}
	return ctx.Err()
}

// feed hands out the market's shards in order, until done or cancelled.
func (m *market) feed(ctx context.Context, firstID uint64, order, work chan<- *shard) {
	defer close(work)
	defer close(order)
	number := 0
	for t, n := range m.monthAds {
		for n > 0 {
			s := &shard{market: m, month: t, number: number, firstID: firstID, n: min(n, shardAds), done: make(chan struct{})}
			for _, c := range []chan<- *shard{order, work} {
				select {
				case c <- s:
				case <-ctx.Done():
					return
				}
			}
			n -= s.n
			firstID += uint64(s.n)
			number++
		}
	}
}

// openDeliveries creates the files of each board and year, and their truth.
func (m *market) openDeliveries(out *folder) (deliveries, truths []*file, err error) {
	for _, b := range m.spec.Boards {
		for y := range m.years() {
			year, _ := strconv.Atoi(m.cal.dates[0][:4])
			year += y
			name := fmt.Sprintf("模拟_%s_招聘_%s_%d.csv", m.short(), b.Name, year)
			head := headerLine(m.plan.columns(b.Style))
			encoding := "utf-8"
			if b.GB18030 {
				encoding = "gb18030"
				if head, err = appendGB18030(nil, head); err != nil {
					return nil, nil, err
				}
			}
			f, err := out.create(File{Path: name, Root: m.root.Code, Kind: "posting", Board: b.Name, Encoding: encoding}, string(head))
			if err != nil {
				return nil, nil, err
			}
			deliveries = append(deliveries, f)
			var g *file
			if !m.plan.AggregateTruth {
				if g, err = out.create(m.truthFile(fmt.Sprintf("行_%s_%d", b.Name, year)), "row_no,ad_id,spell_no,why\n"); err != nil {
					return nil, nil, err
				}
			}
			truths = append(truths, g)
		}
	}
	return deliveries, truths, nil
}

func (m *market) truthFile(what string) File {
	return File{Path: filepath.Join("truth", fmt.Sprintf("模拟_%s_真值_%s.csv", m.short(), what)), Root: m.root.Code, Kind: "truth", Encoding: "utf-8"}
}

// folder is the set of files being written.
type folder struct {
	dir   string
	files []*file
}

type file struct {
	File
	f *os.File
	w *bufio.Writer
}

const partSuffix = ".part"

func (d *folder) create(info File, head string) (*file, error) {
	f, err := os.Create(filepath.Join(d.dir, info.Path+partSuffix))
	if err != nil {
		return nil, err
	}
	out := &file{File: info, f: f, w: bufio.NewWriterSize(f, 1<<18)}
	d.files = append(d.files, out)
	return out, out.write([]byte(head))
}

func (f *file) write(b []byte) error {
	f.Bytes += int64(len(b))
	_, err := f.w.Write(b)
	return err
}

// lines writes whole lines, each a row.
func (f *file) lines(b []byte) error {
	f.Rows += int64(bytes.Count(b, []byte{'\n'}))
	return f.write(b)
}

// chunk appends a shard's rows, and to truth one line a row with the number
// that the row has in a spreadsheet: the header is row 1.
func (f *file) chunk(c *chunk, truth *file) error {
	if truth != nil {
		var number [24]byte
		rest := c.truth
		for i := int64(2); len(rest) > 0; i++ {
			end := bytes.IndexByte(rest, '\n') + 1
			if err := truth.write(append(strconv.AppendInt(number[:0], f.Rows+i, 10), ',')); err != nil {
				return err
			}
			if err := truth.lines(rest[:end]); err != nil {
				return err
			}
			rest = rest[end:]
		}
	}
	f.Rows += int64(c.rows)
	return f.write(c.data)
}

// commit closes all files and gives them their names.
func (d *folder) commit() error {
	for _, f := range d.files {
		if err := f.w.Flush(); err != nil {
			return err
		}
		if err := f.f.Close(); err != nil {
			return err
		}
		f.f = nil
	}
	for _, f := range d.files {
		path := filepath.Join(d.dir, f.Path)
		if err := os.Rename(path+partSuffix, path); err != nil {
			return err
		}
	}
	return nil
}

// abandon removes what was written so far.
func (d *folder) abandon() {
	for _, f := range d.files {
		if f.f != nil {
			f.f.Close()
		}
		os.Remove(filepath.Join(d.dir, f.Path+partSuffix))
	}
}
