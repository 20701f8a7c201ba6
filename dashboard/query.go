package dashboard

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"gongqiu/internal/duck"
)

// query is a statement with its values; it can be shown to the reader as SQL
// that runs in any DuckDB client on the released file.
type query struct {
	text string
	args []any
}

func ask(text string, args ...any) query { return query{strings.TrimSpace(text), args} }

// String writes the values into the text.
func (q query) String() string {
	parts := strings.Split(q.text, "?")
	var b strings.Builder
	for i, p := range parts {
		b.WriteString(p)
		if i < len(parts)-1 {
			switch v := q.args[i].(type) {
			case string:
				b.WriteString(duck.Quote(v))
			default:
				fmt.Fprint(&b, v)
			}
		}
	}
	return b.String() + ";"
}

// statements prepares each text once for a database and closes with it. Texts
// differ by page and sort order only, never by what a reader typed.
type statements struct {
	db *sql.DB
	mu sync.Mutex
	by map[string]*sql.Stmt
}

func (s *statements) get(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.by[text]; ok {
		return st, nil
	}
	st, err := s.db.PrepareContext(ctx, text) //nolint:sqlclosecheck // kept until the database closes
	if err != nil {
		return nil, err
	}
	if s.by == nil {
		s.by = map[string]*sql.Stmt{}
	}
	s.by[text] = st
	return st, nil
}

// records runs a query and puts each row into a T: the column score_lo goes to
// the field ScoreLo. Strings that are NULL become empty, booleans false,
// integers 0; a figure that may be missing is a Num.
func records[T any](ctx context.Context, s *statements, q query) ([]T, error) {
	st, err := s.get(ctx, q.text) //nolint:sqlclosecheck // shared
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, q)
	}
	rows, err := st.QueryContext(ctx, q.args...)
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, q)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	typ := reflect.TypeFor[T]()
	fields := make([][]int, len(columns))
	for i, c := range columns {
		f, ok := typ.FieldByNameFunc(func(name string) bool { return snake(name) == c })
		if !ok {
			return nil, fmt.Errorf("%s has no field for column %s", typ, c)
		}
		fields[i] = f.Index
	}
	var list []T
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		var rec T
		v := reflect.ValueOf(&rec).Elem()
		for i, f := range fields {
			if err := assign(v.FieldByIndex(f), values[i]); err != nil {
				return nil, fmt.Errorf("column %s: %w", columns[i], err)
			}
		}
		list = append(list, rec)
	}
	return list, rows.Err()
}

func assign(to reflect.Value, v any) error {
	if v == nil {
		return nil
	}
	if t, ok := v.(time.Time); ok {
		v = t.Format(time.DateOnly)
	}
	switch to.Interface().(type) {
	case Num:
		f, err := number(v)
		if err != nil {
			return err
		}
		to.Set(reflect.ValueOf(some(f)))
	case string:
		to.SetString(fmt.Sprint(v))
	case bool:
		b, ok := v.(bool)
		if !ok {
			return fmt.Errorf("%T is not a boolean", v)
		}
		to.SetBool(b)
	case int:
		f, err := number(v)
		if err != nil {
			return err
		}
		to.SetInt(int64(f))
	default:
		return fmt.Errorf("fields of type %s are not supported", to.Type())
	}
	return nil
}

func number(v any) (float64, error) {
	switch n := v.(type) {
	case float64:
		return n, nil
	case float32:
		return float64(n), nil
	case *big.Int: // DuckDB's sum of BIGINT
		f, _ := new(big.Float).SetInt(n).Float64()
		return f, nil
	}
	rv := reflect.ValueOf(v)
	switch {
	case rv.CanInt():
		return float64(rv.Int()), nil
	case rv.CanUint():
		return float64(rv.Uint()), nil
	}
	return strconv.ParseFloat(fmt.Sprint(v), 64)
}

// snake turns ScoreLo into score_lo, NAds into n_ads and ChainID into chain_id.
func snake(name string) string {
	letters := []rune(name)
	var b strings.Builder
	for i, c := range letters {
		if unicode.IsUpper(c) {
			if i > 0 && (!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1])) {
				b.WriteByte('_')
			}
			c = unicode.ToLower(c)
		}
		b.WriteRune(c)
	}
	return b.String()
}
