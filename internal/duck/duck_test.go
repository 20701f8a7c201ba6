package duck

import (
	"context"
	"database/sql/driver"
	"path/filepath"
	"testing"
)

func TestReadOnlyHandleRefusesEverythingButReading(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.duckdb")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE t(a BIGINT, b VARCHAR)`); err != nil {
		t.Fatal(err)
	}
	err = Append(context.Background(), db, "t", func(row func(...driver.Value) error) error {
		for i := range int64(1000) {
			if err := row(i, "职业"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()

	ro, err := OpenReadOnly(path, Options{Threads: 1, MemoryMB: 256})
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	var n int
	if err := ro.QueryRow(`SELECT count(*) FROM t WHERE b = '职业'`).Scan(&n); err != nil || n != 1000 {
		t.Fatalf("n = %d, %v", n, err)
	}
	for _, q := range []string{
		`INSERT INTO t VALUES (1, 'x')`,
		`COPY t TO '` + filepath.Join(t.TempDir(), "x.csv") + `'`,
		`SELECT * FROM read_csv('/etc/passwd')`,
		`SET memory_limit='10GB'`,
	} {
		if _, err := ro.Exec(q); err == nil {
			t.Errorf("%s was allowed", q)
		}
	}
}
