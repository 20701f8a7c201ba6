package sources

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Reasons why a date is missing.
const (
	dateUnreadable = "unreadable date"
	dateSentinel   = "sentinel date"
	dateFuture     = "date in the future"
	dateNoYear     = "date without year"
	dateRelative   = "relative date"
)

// oldest is the first day on which an ad or record is believed. Earlier dates
// are fillers of databases and spreadsheets: 0001-01-01, 1900-01-01, 1970-01-01.
var oldest = day(1990, 1, 1)

func day(y, m, d int) int64 {
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

var (
	dateYMD     = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*\d{1,2}[:时]\d{1,2}.*)?$`)
	dateMD      = regexp.MustCompile(`^(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?$`)
	dateCompact = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?$`)
	dateSerial  = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
	dateEpoch   = regexp.MustCompile(`^1\d{9}(?:\d{3})?$`)
	dateEnglish = regexp.MustCompile(`^[A-Za-z]{3,9}\s+\d{1,2},?\s+\d{4}$`)
	dateWords   = regexp.MustCompile(`(?:发布|更新|刊登|截止|到期)$|^(?:发布于|更新于|发布时间|发布日期|截止)[:：]?\s*`)
	dateAgo     = regexp.MustCompile(`^(?:今天|今日|昨天|昨日|前天|刚刚|最新|\d+\s*(?:分钟|小时|天|日|周|个?月)(?:以?前|内))`)
)

// parseDate reads a date as days since 1970-01-01. year completes dates that
// have none (0: not known); latest is the last day that can be believed. If the
// date is missing, why says so.
//
// Numbers of five digits are Excel serial dates (1900 system), of ten and
// thirteen digits seconds and milliseconds since 1970 in Chinese time.
func parseDate(s string, year int, latest int64) (days int64, why string) {
	s = strings.TrimSpace(fold(s))
	s = strings.TrimSpace(dateWords.ReplaceAllString(s, ""))
	atoi := func(t string) int { n, _ := strconv.Atoi(t); return n }
	var y, m, d int
	if p := dateYMD.FindStringSubmatch(s); p != nil {
		y, m, d = atoi(p[1]), atoi(p[2]), atoi(p[3])
	} else if p := dateMD.FindStringSubmatch(s); p != nil {
		y, m, d = year, atoi(p[1]), atoi(p[2])
		if m < 1 || m > 12 || d < 1 || d > 31 {
			return 0, dateUnreadable
		}
		if year == 0 {
			return 0, dateNoYear
		}
	} else if p := dateCompact.FindStringSubmatch(s); p != nil {
		y, m, d = atoi(p[1]), atoi(p[2]), atoi(p[3])
	} else if dateEpoch.MatchString(s) {
		n, _ := strconv.ParseInt(s, 10, 64)
		if len(s) == 13 {
			n /= 1000
		}
		t := time.Unix(n+8*3600, 0).UTC()
		y, m, d = t.Year(), int(t.Month()), t.Day()
	} else if dateSerial.MatchString(s) {
		n, _ := strconv.ParseFloat(s, 64)
		t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n))
		y, m, d = t.Year(), int(t.Month()), t.Day()
	} else if dateEnglish.MatchString(s) {
		t, err := time.Parse("Jan 2 2006", strings.ReplaceAll(s, ",", ""))
		if err != nil {
			if t, err = time.Parse("January 2 2006", strings.ReplaceAll(s, ",", "")); err != nil {
				return 0, dateUnreadable
			}
		}
		y, m, d = t.Year(), int(t.Month()), t.Day()
	} else if dateAgo.MatchString(s) {
		return 0, dateRelative
	} else if s == "0" || strings.HasPrefix(s, "0000") {
		return 0, dateSentinel
	} else {
		return 0, dateUnreadable
	}
	if y < 1 || m == 0 && d == 0 {
		return 0, dateSentinel
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Year() != y || int(t.Month()) != m || t.Day() != d {
		return 0, dateUnreadable
	}
	days = t.Unix() / 86400
	switch {
	case t.Before(time.Unix(oldest*86400, 0)):
		return 0, dateSentinel
	case y >= 9000: // 9999-12-31 means "for ever"
		return 0, dateSentinel
	case days > latest:
		return 0, dateFuture
	}
	return days, ""
}
