package pipeline

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gongqiu/internal/config"
)

func scheduled(dir string, specs ...string) *config.Config {
	c := &config.Config{Data: dir}
	for i, spec := range specs {
		c.Sources = append(c.Sources, config.Source{ID: string(rune('a' + i)), Schedule: spec})
	}
	return c
}

func TestSchedulerRunsInShanghaiAndNeverTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		var log []string
		var busy atomic.Int32
		run := func(_ context.Context, ids []string) (*Record, error) {
			if busy.Add(1) > 1 {
				t.Error("two runs at once")
			}
			log = append(log, time.Now().In(Shanghai).Format("02 15:04 ")+strings.Join(ids, "+"))
			time.Sleep(90 * time.Minute) // longer than the gap between the two sources
			busy.Add(-1)
			return &Record{Status: Published}, nil
		}
		s, err := NewScheduler(scheduled(dir, "0 3 * * *", "0 4 * * *", "0 5 * * *"), run)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go s.Run(ctx)
		time.Sleep(24 * time.Hour) // the fake clock begins at 08:00 in Shanghai on 1 January 2000
		synctest.Wait()
		cancel()
		synctest.Wait()
		want := "02 03:00 a|02 04:30 b|02 06:00 c"
		if got := strings.Join(log, "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if e := s.Entries()[0]; e.Source != "a" || e.Status != Published || e.Next.In(Shanghai).Format("02 15:04") != "03 03:00" {
			t.Errorf("%+v", e)
		}
	})
}

func TestSchedulerCatchesUpOnceAfterDowntime(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		var log []string
		run := func(_ context.Context, ids []string) (*Record, error) {
			log = append(log, time.Now().In(Shanghai).Format("02 15:04 ")+strings.Join(ids, "+"))
			return &Record{Status: Nothing}, nil
		}
		day := func(d time.Duration) {
			s, err := NewScheduler(scheduled(dir, "0 3 * * *"), run)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			go s.Run(ctx)
			time.Sleep(d)
			synctest.Wait()
			cancel()
			synctest.Wait()
		}
		day(20 * time.Hour)        // runs on the 2nd at 03:00, ends at 04:00
		time.Sleep(50 * time.Hour) // the machine is off on the 3rd and 4th
		day(time.Hour)             // starts on the 4th at 06:00: one run for two missed
		if got := strings.Join(log, "|"); got != "02 03:00 a|04 06:00 a" {
			t.Errorf("got %s", got)
		}
	})
	if _, err := readEntries(filepath.Join(dir, "schedule.json")); err != nil {
		t.Error(err)
	}
}
