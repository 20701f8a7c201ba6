package dashboard

// calibration sets the two kinds of pay side by side, by sub-major group, on
// axes of their own.
func (r *request) calibration(p *page) error {
	q := ask(`SELECT occupation_code, stat_year, factor, factor_lo, factor_hi, factor_cv, posted_p50, p50_lo80, p50_hi80, cv, survey_p50, n_ads, n_employers FROM out_wage_calibration WHERE scope = ? ORDER BY stat_year DESC, factor DESC NULLS LAST`, r.sc.Scope)
	rows, err := get[struct {
		OccupationCode                                                                                               string
		StatYear, Factor, FactorLo, FactorHi, FactorCv, PostedP50, P50Lo80, P50Hi80, Cv, SurveyP50, NAds, NEmployers Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	t := &table{RowHead: 3, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "stat_year"}, {Name: "occupation_code", Head: r.t("col.group")}, {Name: "factor", Head: r.t("col.factor"), Kind: digits}, {Head: r.t("col.factor80"), Kind: digits}, {Name: "factor_lo"}, {Name: "factor_hi"}, {Name: "factor_cv"}, {Name: "survey_p50", Head: r.t("col.survey50"), Unit: r.payUnit(), Kind: digits}, {Name: "posted_p50", Head: r.t("col.posted50"), Unit: r.payUnit(), Kind: digits}, {Head: r.t("col.posted80"), Kind: digits}, {Name: "p50_lo80"}, {Name: "p50_hi80"}, {Name: "cv"}, {Name: "n_ads", Head: r.t("col.sample"), Kind: digits}, {Name: "n_employers"}}}
	for _, x := range rows {
		k, span := "—", "—"
		if x.Factor.OK {
			k = r.f.dec(x.Factor.V, 2)
		}
		if x.FactorLo.OK && x.FactorHi.OK {
			span = r.f.span(r.f.dec(x.FactorLo.V, 2), r.f.dec(x.FactorHi.V, 2))
		}
		posted := "—"
		if x.P50Lo80.OK && x.P50Hi80.OK {
			posted = r.f.span(r.payText(x.P50Lo80), r.payText(x.P50Hi80))
		}
		t.add(cell{V: r.sc.IsSimulated}, cell{V: r.sc.Scope}, cell{V: x.StatYear}, cell{V: x.OccupationCode, Text: r.e.occupationName(x.OccupationCode), Note: x.OccupationCode, Chinese: r.lang == "en"}, cell{V: x.Factor, Text: k}, cell{Text: span}, cell{V: x.FactorLo}, cell{V: x.FactorHi}, cell{V: x.FactorCv}, cell{V: x.SurveyP50, Text: r.payText(x.SurveyP50)}, cell{V: x.PostedP50, Text: r.payText(x.PostedP50)}, cell{Text: posted}, cell{V: x.P50Lo80}, cell{V: x.P50Hi80}, cell{V: x.Cv}, cell{V: x.NAds, Text: r.orDash(x.NAds) + "/" + r.orDash(x.NEmployers)}, cell{V: x.NEmployers})
	}
	claim := r.t("calib.claim", "n", len(rows))
	t.Caption = claim
	p.figure(12, &figure{ID: "calibration", Claim: claim, Sub: r.sub(r.t("calib.sub"), r.regionName(r.reg)), Table: t, SQL: q.String(), Notes: []string{r.t("calib.note")}})
	return nil
}
