package dashboard

import (
	"slices"
	"strconv"
	"strings"
)

// meanRevision is how far scores with this status were revised on average, over
// all releases that this one remembers.
func (r *request) meanRevision(status string) (Num, error) {
	if !r.e.tables["out_revision"] {
		return Num{}, nil
	}
	rows, err := get[struct{ Mean Num }](r, ask(`SELECT sum(mean_abs_revision * n_cells) / sum(n_cells) AS mean FROM out_revision WHERE scope = ? AND revised_item = 'S' AND vintage_before = ?`, r.sc.Scope, status))
	if err != nil || len(rows) == 0 {
		return Num{}, err
	}
	return rows[0].Mean, nil
}

// revisions is the triangle: how far each quarter was revised by each of the
// last releases.
func (r *request) revisions(p *page) error {
	if !r.e.tables["out_revision"] {
		return nil
	}
	q := ask(`SELECT quarter, revised_edition, revised_release, vintage_before, n_cells, mean_abs_revision FROM out_revision WHERE scope = ? AND revised_item = 'S' ORDER BY revised_edition, revised_release, quarter`, r.sc.Scope)
	rows, err := get[struct {
		Quarter, RevisedEdition, RevisedRelease, VintageBefore string
		NCells, MeanAbsRevision                                Num
	}](r, q)
	if err != nil || len(rows) == 0 {
		return err
	}
	var releases, quarters []string
	label := map[string]string{}
	at := map[[2]string]string{}
	value := map[[2]string]Num{}
	for _, x := range rows {
		if !slices.Contains(releases, x.RevisedRelease) {
			releases = append(releases, x.RevisedRelease)
			label[x.RevisedRelease] = x.RevisedEdition + " " + x.RevisedRelease[strings.IndexByte(x.RevisedRelease, '-')+1:][:4]
		}
		if !slices.Contains(quarters, x.Quarter) {
			quarters = append(quarters, x.Quarter)
		}
		key := [2]string{x.Quarter, x.RevisedRelease}
		at[key] = r.f.dec(x.MeanAbsRevision.V, 3) + " " + x.VintageBefore + r.t("paren", "x", r.f.count(x.NCells.V))
		value[key] = x.MeanAbsRevision
	}
	releases = releases[max(0, len(releases)-4):]
	slices.Sort(quarters)
	slices.Reverse(quarters)
	t := &table{RowHead: 2, List: true, Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "quarter", Head: r.t("col.quarter")}}}
	for _, rel := range releases {
		t.Cols = append(t.Cols, col{Name: rel, Head: label[rel], Kind: digits})
	}
	for _, quarter := range quarters[:min(8, len(quarters))] {
		row := []cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: quarter, Text: r.f.quarter(quarter)}}
		for _, rel := range releases {
			key := [2]string{quarter, rel}
			row = append(row, cell{V: value[key], Text: or(at[key], "—")})
		}
		t.add(row...)
	}
	claim := r.t("revision.claim.none")
	var means [3]Num
	for i, status := range []string{"P", "R", "F"} {
		if means[i], err = r.meanRevision(status); err != nil {
			return err
		}
	}
	if means[0].OK && means[1].OK && means[2].OK {
		claim = r.t("revision.claim", "p", r.f.dec(means[0].V, 2), "r", r.f.dec(means[1].V, 2), "f", r.f.dec(means[2].V, 2))
	}
	t.Caption = claim
	p.figure(6, &figure{ID: "revisions", Claim: claim, Sub: r.sub(r.t("revision.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String(), Notes: []string{r.t("revision.note")}})
	return r.revisedItems(p)
}

// revisedItems compares the indicators: which of them moves when data come late.
func (r *request) revisedItems(p *page) error {
	q := ask(`SELECT revised_item, vintage_before, sum(mean_abs_revision * n_cells) / sum(n_cells) AS mean, sum(n_cells) AS n FROM out_revision WHERE scope = ? AND vintage_before IN ('P', 'R', 'F') GROUP BY ALL`, r.sc.Scope)
	rows, err := get[struct {
		RevisedItem, VintageBefore string
		Mean, N                    Num
	}](r, q)
	if err != nil {
		return err
	}
	by := map[[2]string]Num{}
	for _, x := range rows {
		by[[2]string{x.RevisedItem, x.VintageBefore}] = x.Mean
	}
	t := &table{RowHead: 2, List: true, Caption: r.t("revision.items"), Cols: []col{{Name: "is_simulated"}, {Name: "scope"}, {Name: "item", Head: r.t("col.item")},
		{Name: "p", Head: r.t("vintage.P"), Kind: digits}, {Name: "r", Head: r.t("vintage.R"), Kind: digits}, {Name: "f", Head: r.t("vintage.F"), Kind: digits}}}
	items := []string{"S"}
	for i := 1; i <= 11; i++ {
		items = append(items, "I"+strconv.Itoa(i))
	}
	for _, item := range items {
		row := []cell{{V: r.sc.IsSimulated}, {V: r.sc.Scope}, {V: item, Text: r.t("ind." + item), Note: item}}
		any := false
		for _, status := range []string{"P", "R", "F"} {
			v := by[[2]string{item, status}]
			text := "—"
			if v.OK {
				any, text = true, r.f.dec(v.V, 3)
			}
			row = append(row, cell{V: v, Text: text})
		}
		if any {
			t.add(row...)
		}
	}
	if len(t.Rows) < 2 {
		return nil
	}
	p.figure(6, &figure{ID: "revised-items", Claim: r.t("revision.items"), Sub: r.sub(r.t("revision.items.sub"), r.scopeName(r.sc)), Table: t, SQL: q.String()})
	return nil
}
