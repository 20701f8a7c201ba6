package sources

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	latest := day(2024, 6, 1)
	for _, c := range []struct {
		in   string
		year int
		want string // a date, or the reason
	}{
		{"2023-03-07", 0, "2023-03-07"},
		{"2023/3/7", 0, "2023-03-07"},
		{"2023.3.7", 0, "2023-03-07"},
		{"2023年3月7日", 0, "2023-03-07"},
		{"２０２３年３月７日", 0, "2023-03-07"},
		{"2023-12-12 09:22:00", 0, "2023-12-12"},
		{"2023-12-12T09:22:00+08:00", 0, "2023-12-12"},
		{"20230307", 0, "2023-03-07"},
		{"20230307092200", 0, "2023-03-07"},
		{"2023-03-07发布", 0, "2023-03-07"},
		{"03-07发布", 2023, "2023-03-07"},
		{"3月7日", 2023, "2023-03-07"},
		{"03-07发布", 0, dateNoYear},
		{"02-29", 2023, dateUnreadable},
		{"44341.66581018519", 0, "2021-05-25"}, // 2021-05-25 15:58:46 in a spreadsheet
		{"44341", 0, "2021-05-25"},
		{"1714843121", 0, "2024-05-05"}, // 2024-05-04 17:18:41 UTC, 5 May in China
		{"1714843121000", 0, "2024-05-05"},
		{"Mar 7, 2023", 0, "2023-03-07"},
		{"0001-01-01", 0, dateSentinel},
		{"0002-01-01 00:00:00", 0, dateSentinel},
		{"0000-00-00", 0, dateSentinel},
		{"1900-01-01", 0, dateSentinel},
		{"1970-01-01 08:00:00", 0, dateSentinel},
		{"9999-12-31", 0, dateSentinel},
		{"2024-06-02", 0, dateFuture},
		{"2031-01-01", 0, dateFuture},
		{"3天前", 0, dateRelative},
		{"昨天", 0, dateRelative},
		{"2023-13-07", 0, dateUnreadable},
		{"2023-02-30", 0, dateUnreadable},
		{"13:19:01", 0, dateUnreadable},
		{"本科", 0, dateUnreadable},
		{"", 0, dateUnreadable},
	} {
		days, why := parseDate(c.in, c.year, latest)
		got := why
		if why == "" {
			got = time.Unix(days*86400, 0).UTC().Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("parseDate(%q, %d) = %s, expected %s", c.in, c.year, got, c.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2023-03-07", "03-07发布", "44341.6", "1714843121", "0001-01-01", "3月7日", "Mar 7, 2023"} {
		f.Add(s, 2023)
	}
	f.Fuzz(func(t *testing.T, s string, year int) {
		latest := day(2024, 6, 1)
		days, why := parseDate(s, year, latest)
		if why == "" && (days < oldest || days > latest) {
			t.Fatalf("parseDate(%q) = %d, outside of what is believed", s, days)
		}
		if why != "" && days != 0 {
			t.Fatalf("parseDate(%q) gives a day and a reason: %d, %s", s, days, why)
		}
	})
}
