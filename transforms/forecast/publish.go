package forecast

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"maps"
	"math"
	"slices"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
)

// Step makes out_forecast from the headcount of out_demand: the whole economy
// and every unit group of every region that had forecast_min_volume a month
// over the last twelve months. A series is published where over its back-test
// it beat "same as last month" at forecast_publish of its origins, of which
// there must be forecast_origins; else its row gives the naive figure alone.
func Step(m *method.Method, releaseID string) models.Step {
	return models.Step{
		Name: "forecast", Needs: []string{"out_demand", "int_scope", "int_number_period"}, Makes: []string{"out_forecast"},
		Run: func(ctx context.Context, db *sql.DB) error {
			table, _ := release.TableByName("out_forecast")
			if _, err := db.ExecContext(ctx, "CREATE OR REPLACE"+strings.TrimPrefix(table.CreateSQL(), "CREATE")); err != nil {
				return err
			}
			scopes, err := readMonths(ctx, db)
			if err != nil {
				return err
			}
			for _, scope := range scopes {
				if err := forecastScope(ctx, db, m, scope, releaseID); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func forecastScope(ctx context.Context, db *sql.DB, m *method.Method, scope scopeMonths, releaseID string) error {
	s := SettingsOf(m)
	var root string
	var simulated bool
	if err := db.QueryRowContext(ctx, "SELECT region_code, is_simulated FROM int_scope WHERE scope = ?", scope.name).Scan(&root, &simulated); err != nil {
		return err
	}
	list, err := readMonthly(ctx, db, `SELECT scope, region_code, occupation_code, month, headcount FROM out_demand
		WHERE chain_id = '' AND scope = `+duck.Quote(scope.name)+` ORDER BY 1, 2, 3, 4`)
	if err != nil {
		return err
	}
	months := int(scope.last-scope.first) + 1
	var p Panel
	p.First = scope.first
	var kept []monthly
	for _, x := range list {
		y := padFront(x.y, int(x.first-scope.first))
		for len(y) < months {
			y = append(y, 0)
		}
		if mean(y[max(0, months-12):]) < s.MinVolume {
			continue
		}
		kept = append(kept, x)
		p.Y = append(p.Y, y)
	}
	if len(kept) == 0 || months < s.MinTrain {
		return nil
	}
	forecasts, spread := p.forecastAt(months, s)
	reconcile(kept, forecasts, root)
	trials := p.backTest(s)
	verdicts := judge(trials, len(kept), s)
	type group struct{ h, class int }
	errors := map[group][]float64{}
	return duck.Append(ctx, db, "out_forecast", func(row func(...driver.Value) error) error {
		for i, x := range kept {
			class := volumeClass(mean(p.Y[i]))
			for h := 1; h <= s.Horizon; h++ {
				key := group{h, class}
				e, ok := errors[key]
				if !ok {
					e = errorsBefore(trials, months, h, class, s.ErrorOrigins)
					errors[key] = e
				}
				f := forecasts[i][h-1]
				l80, h80, ok80 := band(e, 0.8, f, spread[i])
				l95, h95, ok95 := band(e, 0.95, f, spread[i])
				v := verdicts[i]
				reason := v.reason
				if reason == "" && !(ok80 && ok95) {
					reason = "HISTORY"
				}
				values := []driver.Value{l95, l80, f, h80, h95}
				obs := "E"
				if reason != "" {
					values, obs = []driver.Value{nil, nil, nil, nil, nil}, "O"
				}
				var relative driver.Value
				if !math.IsNaN(v.relMAE) {
					relative = v.relMAE
				}
				record := append([]driver.Value{simulated, scope.name, x.a, x.b, (scope.last + Month(h)).String(), int32(h)}, values...)
				record = append(record, p.Y[i][months-1], relative, reason == "", "人", obs, "F", reason, m.Version, releaseID)
				if err := row(record...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

type verdict struct {
	relMAE float64
	reason string // empty: published; NAIVE: naive is as good; HISTORY: too few origins
}

// judge compares every series with "same as last month" over its back-test:
// at each origin by the mean absolute error over the horizons that are known.
func judge(trials []trial, series int, s Settings) []verdict {
	type sums struct{ model, naive float64 }
	byOrigin := make([]map[int]sums, series)
	for _, t := range trials {
		if byOrigin[t.series] == nil {
			byOrigin[t.series] = map[int]sums{}
		}
		x := byOrigin[t.series][t.origin]
		x.model += math.Abs(t.actual - t.forecast)
		x.naive += math.Abs(t.actual - t.naive)
		byOrigin[t.series][t.origin] = x
	}
	list := make([]verdict, series)
	for i, origins := range byOrigin {
		list[i] = verdict{relMAE: math.NaN(), reason: "HISTORY"}
		if len(origins) < s.Origins {
			continue
		}
		var better float64
		var all sums
		for _, origin := range slices.Sorted(maps.Keys(origins)) { // in order, so that the sums are the same each time
			x := origins[origin]
			if x.model < x.naive {
				better++
			}
			all.model += x.model
			all.naive += x.naive
		}
		if all.naive > 0 {
			list[i].relMAE = all.model / all.naive
		}
		list[i].reason = ""
		if better < s.PublishAt*float64(len(origins)) || !(list[i].relMAE < 1) {
			list[i].reason = "NAIVE"
		}
	}
	return list
}

// reconcile makes the regions of an occupation agree with its root: up to
// three months ahead the children are scaled to the root's forecast in
// proportion (the root is the steadier series); beyond, the root is the sum of
// the children where these make up the root's forecast but for a tenth.
func reconcile(list []monthly, forecasts [][]float64, root string) {
	rootOf := map[string]int{}
	childrenOf := map[string][]int{}
	for i, x := range list {
		if x.a == root {
			rootOf[x.b] = i
		} else {
			childrenOf[x.b] = append(childrenOf[x.b], i)
		}
	}
	for occupation, children := range childrenOf {
		r, ok := rootOf[occupation]
		if !ok {
			continue
		}
		for h := range forecasts[r] {
			sum := 0.0
			for _, c := range children {
				sum += forecasts[c][h]
			}
			whole := forecasts[r][h]
			switch {
			case sum <= 0 || whole <= 0:
			case h < 3 && sum > whole*0.9:
				for _, c := range children {
					forecasts[c][h] *= min(whole/sum, 1.1)
				}
			case h >= 3 && sum > whole*0.9:
				forecasts[r][h] = sum
			}
		}
	}
}
