package dashboard

import "strings"

// status is how a shortage class is shown: the same glyph, word and colour on
// every page. This file is the only place that chooses them.
type status struct {
	Class string // severe, short, watch, none, unknown
	Glyph string
	Word  string
}

var glyphs = map[string]string{"severe": "◆◆", "short": "◆", "watch": "◇", "none": "○", "unknown": "×"}

// classes from the shortest of supply down, then what could not be assessed.
var classes = []string{"severe", "short", "watch", "none", "unknown"}

func (l *locale) status(class string) *status {
	if _, ok := glyphs[class]; !ok {
		class = "unknown"
	}
	return &status{Class: class, Glyph: glyphs[class], Word: l.t("class." + class)}
}

// suppressed maps reason codes to the character that follows 未发布.
var suppressed = []struct{ code, key string }{
	{"N_ADS", "ads"}, {"N_EMP", "emp"}, {"DOMINANT", "dom"}, {"CV", "cv"}, {"SECONDARY", "sec"},
}

// shown turns a figure and its SDMX codes into what stands in the cell: the
// text, or the reason why there is none. obs is CL_OBS_STATUS, conf
// CL_CONF_STATUS, reasons the reason codes joined by |.
func (l *locale) shown(text string, ok bool, obs, conf, reasons string) (string, string) {
	switch {
	case obs == "Q" || !ok && (conf == "C" || conf == "D" || conf == "S"):
		why := "ads"
		if conf == "D" {
			why = "sec"
		}
		for _, s := range suppressed {
			if hasCode(reasons, s.code) {
				why = s.key
				break
			}
		}
		return l.t("cell.withheld"), l.t("withheld." + why)
	case obs == "O":
		return glyphs["unknown"] + " " + l.t("cell.unassessed"), ""
	case obs == "M", !ok:
		return "—", ""
	case obs == "U":
		return text, l.t("cell.caution")
	case obs == "E":
		return text, "E"
	case obs == "P":
		return text, ""
	}
	return text, ""
}

func hasCode(reasons, code string) bool {
	for _, r := range strings.Split(reasons, "|") {
		if r == code {
			return true
		}
	}
	return false
}
