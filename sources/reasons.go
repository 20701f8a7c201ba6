package sources

// Reasons why a row is quarantined.
const (
	ReasonSlipped  = "slipped"         // a value unmistakably belongs to another column
	ReasonHeader   = "repeated_header" // the header stands in the data again
	ReasonCells    = "cell_count"      // more or fewer cells than the header has
	ReasonEncoding = "damaged_text"    // bytes that are no text in the encoding, or U+FFFD
	ReasonControl  = "control_characters"
	ReasonTooLong  = "row_too_long"
	ReasonQuotes   = "broken_quotes"
	ReasonSyntax   = "bad_json"
	ReasonNoTitle  = "no_title"
	ReasonBadTitle = "not_a_title"
	ReasonNoKey    = "no_occupation"
	ReasonNoFigure = "no_figure"
	ReasonTotal    = "total_row"             // 合计, 小计: not an occupation
	ReasonOrder    = "percentiles_unordered" // P10 ≤ P25 ≤ P50 ≤ P75 ≤ P90 does not hold
)

// ReasonText says a quarantine reason in words, Chinese and English.
func ReasonText(code string) (zh, en string) {
	t, ok := reasonTexts[code]
	if !ok {
		return code, code
	}
	return t[0], t[1]
}

var reasonTexts = map[string][2]string{
	ReasonSlipped:  {"列错位：值属于另一列", "columns slipped: a value belongs to another column"},
	ReasonHeader:   {"表头重复出现", "the header again"},
	ReasonCells:    {"列数与表头不符", "number of cells differs from the header"},
	ReasonEncoding: {"文字损坏", "damaged text"},
	ReasonControl:  {"含控制字符", "control characters"},
	ReasonTooLong:  {"行过长", "row too long"},
	ReasonQuotes:   {"引号不配对", "broken quotes"},
	ReasonSyntax:   {"JSON 格式错误", "not valid JSON"},
	ReasonNoTitle:  {"缺职位名称", "no job title"},
	ReasonBadTitle: {"职位名称不成立", "not a job title"},
	ReasonNoKey:    {"缺职业", "no occupation"},
	ReasonNoFigure: {"缺数值", "no figure"},
	ReasonTotal:    {"合计行", "a total"},
	ReasonOrder:    {"分位值次序不对", "percentiles out of order"},
}

// Reasons why a cell is set to missing. Report.SetMissing counts them as
// "column:reason".
const (
	missUnreadable    = "unreadable"
	missSentinel      = "sentinel"
	missFuture        = "future"
	missNoYear        = "no_year"
	missRelative      = "relative"
	missWrongValue    = "not_such_a_value"
	missBareNumber    = "bare_number"   // a code or a number whose unit is not known
	missContradiction = "contradiction" // two columns state different values
	missIndustry      = "an_industry"   // the employer column holds an industry
	missPlace         = "a_place"       // the employer column holds a place or an address
	missAnonymous     = "anonymous"     // 某知名公司
	missNonsense      = "nonsense"      // text of the page instead of a value
	missEmployer      = "the_employer"  // the employer's name where something else should be
	missPersonal      = "personal"      // a telephone number or address of a person
	missNegative      = "negative"
)
