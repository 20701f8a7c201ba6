package models

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiu/internal/duck"
)

func TestWorkersKeepTheOrderOfNeeds(t *testing.T) {
	db, err := duck.Open("", duck.Options{MemoryMB: 200})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var mu sync.Mutex
	var ended []string
	var together, most int
	step := func(name string, needs ...string) Step {
		return Step{Name: name, Needs: needs, Makes: []string{"t_" + name}, Run: func(ctx context.Context, db *sql.DB) error {
			mu.Lock()
			together++
			most = max(most, together)
			mu.Unlock()
			time.Sleep(20 * time.Millisecond)
			_, err := db.ExecContext(ctx, "CREATE TABLE t_"+name+" AS SELECT 1 AS x")
			mu.Lock()
			together--
			ended = append(ended, name)
			mu.Unlock()
			return err
		}}
	}
	list := []Model{{Name: "out_of_both", Layer: Core, SQL: "SELECT x FROM t_c JOIN t_d USING (x)"}}
	steps := []Step{step("d", "t_a"), step("c", "t_b"), step("b", "t_a"), step("a")}
	var reported []string
	err = RunModels(t.Context(), db, list, Options{Steps: steps, Workers: 3, Progress: func(name string, _ int64, _ time.Duration) { reported = append(reported, name) }})
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(ended, name) }
	if at("a") != 0 || at("b") > at("c") || most != 2 || reported[len(reported)-1] != "out_of_both" || len(reported) != 5 {
		t.Errorf("ended %v, reported %v, at most %d together", ended, reported, most)
	}
}

func TestAFailedTaskStopsTheOthers(t *testing.T) {
	db, err := duck.Open("", duck.Options{MemoryMB: 200})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	broken := errors.New("no such paper")
	steps := []Step{
		{Name: "bad", Makes: []string{"t_bad"}, Run: func(context.Context, *sql.DB) error { return broken }},
		{Name: "after", Needs: []string{"t_bad"}, Makes: []string{"t_after"}, Run: func(context.Context, *sql.DB) error { t.Error("ran without what it needs"); return nil }},
	}
	err = RunModels(t.Context(), db, nil, Options{Steps: steps, Workers: 3})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "step bad") {
		t.Errorf("got %v", err)
	}
}

// Of a, b and c, which can all begin, a is read by one task, b by a chain of two
// and c by a step that weighs three.
func TestTheLongestChainIsBegunFirst(t *testing.T) {
	step := func(name string, weight int, needs ...string) task {
		return task{name: name, needs: needs, makes: []string{"t_" + name}, step: &Step{Weight: weight}}
	}
	q := newQueue([]task{step("a", 0), step("after_a", 0, "t_a"), step("b", 0), step("after_b", 0, "t_b"), step("end_b", 0, "t_after_b"), step("c", 0), step("after_c", 3, "t_c")})
	var order []string
	for {
		next, ok := q.take()
		if !ok {
			break
		}
		order = append(order, next.name)
		q.finish(next, func() {})
	}
	if got, want := strings.Join(order, " "), "c b after_c a after_b after_a end_b"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}
