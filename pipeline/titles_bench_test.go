//go:build unix

package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"gongqiu/internal/config"
	"gongqiu/internal/duck"
	"gongqiu/reference"
)

// BenchmarkTitles measures what the coding of titles adds to a run of ten
// million ads with 300,000 distinct titles: the titles step, and the join back
// to the ads as int_row does it, each in seconds and in seconds of processor
// time, which do not depend on what else the machine does.
//
//	go test ./pipeline -run '^$' -bench Titles -benchtime 1x -v
func BenchmarkTitles(b *testing.B) {
	const ads, titles = 10_000_000, 300_000
	ctx := context.Background()
	dir := b.TempDir()
	cfg := &config.Config{Data: dir, Scopes: []config.Scope{{ID: "jx", Region: "360000", Chains: "jx-14-2022"}}, Sources: []config.Source{{ID: "ads", Scope: "jx", Kind: "posting"}}}
	ref, err := reference.Load("")
	if err != nil {
		b.Fatal(err)
	}
	db, err := openBuild(cfg, false)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	exec := func(query string) {
		b.Helper()
		if _, err := db.ExecContext(ctx, query); err != nil {
			b.Fatal(err)
		}
	}
	distinctTitles(b, db, titles)
	exec(stagedPostingDDL)
	exec(sourcesDDL)
	exec("INSERT INTO int_source VALUES (0, 'ads', 'jx', false, 'posting', false, 0)")
	// Titles of ads are as unequal as words: the k-th commonest stands in 1/k.
	exec(fmt.Sprintf(`INSERT INTO stg_posting (event_id, source_no, title, industry, skill_level)
		SELECT i, 0, t.title, '', '' FROM (SELECT i, least(floor(exp(((i * 7919) %% %[1]d + 0.5) / %[1]d * ln(%[2]d))), %[2]d)::BIGINT AS n FROM range(%[1]d) r(i)) a
		JOIN title t ON t.n = CASE WHEN i < %[2]d THEN i + 1 ELSE a.n END`, ads, titles))
	for b.Loop() {
		if err := os.RemoveAll(filepath.Join(dir, "cache")); err != nil {
			b.Fatal(err)
		}
		start, cpu := time.Now(), processorTime(b)
		step := newBuild(cfg, ref).titlesStep()
		for _, ddl := range step.DDL {
			exec(ddl)
		}
		if err := step.Run(ctx, db); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/step")
		b.ReportMetric((processorTime(b) - cpu).Seconds(), "cpu-s/step")
		start, cpu = time.Now(), processorTime(b)
		exec(`CREATE OR REPLACE TABLE joined AS SELECT p.event_id, t.title_id, t.occupation_code, t.occupation_level, t.occupation_p, t.industry_code, t.chain_text, t.skill_level
			FROM stg_posting p JOIN int_source s USING (source_no)
			JOIN map_title t ON t.scope = s.scope AND t.title = p.title AND t.industry = p.industry AND t.level_text = p.skill_level`)
		b.ReportMetric(time.Since(start).Seconds(), "s/join")
		b.ReportMetric((processorTime(b) - cpu).Seconds(), "cpu-s/join")
	}
	var rows, distinct int64
	if err := db.QueryRowContext(ctx, "SELECT count(*), count(DISTINCT title_id) FROM joined").Scan(&rows, &distinct); err != nil {
		b.Fatal(err)
	}
	if rows != ads || distinct != titles {
		b.Fatalf("%d ads with %d titles came out, expected %d with %d", rows, distinct, ads, titles)
	}
}

// processorTime is what this process has used, on all cores.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// distinctTitles fills the table title (n, title) with what boards and
// employers make of the labelled titles of the repository.
func distinctTitles(b *testing.B, db *sql.DB, want int) {
	b.Helper()
	seen := map[string]bool{}
	var base []string
	for _, name := range []string{"common_titles.csv", "pool_titles.csv", "vernacular_names.csv", "function_names.csv"} {
		f, err := os.Open(filepath.Join("..", "transforms", "occupation", "labels", name))
		if err != nil {
			b.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range rows[1:] {
			if !seen[r[0]] {
				seen[r[0]] = true
				base = append(base, r[0])
			}
		}
	}
	wraps := []string{"%s", "急招%s", "%s（双休）", "南昌%s", "%s 5-8K", "高级%s", "%s（包吃住）", "诚聘%s+五险一金", "%s/储备干部", "%s-新能源方向", "赣州招聘%s", "%s（夜班）", "汽车%s", "%s助理", "光伏%s", "食品厂%s", "%s（海外）", "资深%s", "%s（接受应届生）", "电子%s"}
	if _, err := db.Exec("CREATE TABLE title (n BIGINT, title VARCHAR)"); err != nil {
		b.Fatal(err)
	}
	n := 0
	err := duck.Append(context.Background(), db, "title", func(row func(...driver.Value) error) error {
		used := map[string]bool{}
		for _, wrap := range wraps {
			for _, t := range base {
				title := fmt.Sprintf(wrap, t)
				if used[title] || n == want {
					continue
				}
				used[title] = true
				n++
				if err := row(int64(n), title); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if n != want {
		b.Fatalf("%d distinct titles, expected %d", n, want)
	}
}
