package dashboard

import (
	"strconv"
	"strings"
)

// pageNumber is the page of a long list, from 1.
func (r *request) pageNumber() int {
	v := r.q.Get("page")
	if v == "" {
		return 1
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 1000 {
		r.reject("page", v, "1")
		return 1
	}
	return n
}

// paged cuts the rows of one page.
func paged[T any](list []T, page int) []T {
	from := min((page-1)*perPage, len(list))
	return list[from:min(from+perPage, len(list))]
}

// addPager links the other pages of a list.
func (r *request) addPager(p *page, page, total int) {
	pages := (total + perPage - 1) / perPage
	if pages < 2 {
		return
	}
	var list []choice
	for i := 1; i <= pages; i++ {
		n := strconv.Itoa(i)
		if i == 1 {
			n = ""
		}
		list = append(list, choice{strconv.Itoa(i), r.here("page", n), i == page})
	}
	p.Blocks = append(p.Blocks, block{Wide: 12, Part: "pager.html", Data: list})
}

// flip is the sort value that a head links to: descending first.
func flip(order, column string) string {
	if order == "-"+column {
		return column
	}
	return "-" + column
}

func sorted(order, column string) string {
	switch {
	case order == "-"+column:
		return "descending"
	case strings.TrimPrefix(order, "-") == column:
		return "ascending"
	}
	return ""
}
