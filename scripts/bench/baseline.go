package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongqiu/internal/duck"
)

// transcode writes a UTF-8 copy of each delivery in GB18030, which DuckDB
// alone cannot read. The run reads the original; the copy is the baseline's,
// and making it is not part of the baseline's time.
func transcode(market string) error {
	files, err := filepath.Glob(filepath.Join(market, "*_招聘_乙网_*.csv"))
	if err != nil {
		return err
	}
	for _, path := range files {
		if err := transcodeFile(path, strings.TrimSuffix(path, ".csv")+".utf8"); err != nil {
			return err
		}
	}
	return nil
}

func transcodeFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	if _, err := io.Copy(w, simplifiedchinese.GB18030.NewDecoder().Reader(bufio.NewReaderSize(in, 1<<20))); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return out.Close()
}

// readable are the files of a market's ads as DuckDB can read them.
func readable(market string) []string {
	files, err := filepath.Glob(filepath.Join(market, "*_招聘_*.csv"))
	if err != nil {
		panic(err) // the pattern is fixed
	}
	for i, path := range files {
		if strings.Contains(path, "_乙网_") {
			files[i] = strings.TrimSuffix(path, ".csv") + ".utf8"
		}
	}
	return files
}

// readFiles is the baseline: one table per board, as their headers differ, in
// a database file of its own.
func readFiles(files []string) error {
	dir, err := os.MkdirTemp(filepath.Dir(files[0]), ".baseline-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := duck.Open(filepath.Join(dir, "baseline.duckdb"), duck.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	boards := map[string][]string{}
	for _, path := range files {
		board := strings.Split(filepath.Base(path), "_")[3]
		boards[board] = append(boards[board], duck.Quote(path))
	}
	for board, list := range boards {
		if _, err := db.Exec(fmt.Sprintf("CREATE TABLE %s AS SELECT * FROM read_csv([%s])", duck.Ident(board), strings.Join(list, ", "))); err != nil {
			return err
		}
	}
	return nil
}
