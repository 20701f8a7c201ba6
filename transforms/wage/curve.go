package wage

import (
	"cmp"
	"slices"
)

// reached is the share of the weight that has reached what is short of it by
// less than a part in 10^12: sums of weights are no more exact than that, and
// the last digit must not choose the next amount.
const reached = 1 + 1e-12

// amount is a weight paid exactly x.
type amount struct{ x, weight float64 }

// percentiles gives the first amounts up to which the shares of the weight are
// reached. It sorts the list.
func percentiles(list []amount) (p [5]float64) {
	slices.SortFunc(list, func(a, b amount) int { return cmp.Compare(a.x, b.x) })
	total := 0.0
	for _, a := range list {
		total += a.weight
	}
	upto, k := 0.0, 0
	for i, a := range list {
		upto += a.weight
		if i+1 < len(list) && list[i+1].x == a.x {
			continue
		}
		for k < len(shares) && upto*reached >= shares[k]*total {
			p[k] = a.x
			k++
		}
	}
	return p
}

// curve is the distribution function of pay where every ad is uniform on its
// range: F(x) = Σ w·clip((x−lo)/(hi−lo), 0, 1) / Σ w (METHOD: uniform mixture).
type curve struct {
	points []point
	total  float64
}

// point is a place where the curve breaks: it rises by mass at x, and by area,
// evenly, up to the next point.
type point struct {
	x, mass, area, slope float64
	below                float64 // weight left of x
}

// curve adds the densities of offers: one begins at its lower end and ends at
// its upper end, a single amount is a mass.
func (c *accountant) curve(offered []int32) curve {
	ends := slices.Clone(offered)
	slices.SortFunc(ends, func(a, b int32) int { return cmp.Compare(c.ads.ranges[a].hi, c.ads.ranges[b].hi) })
	points := make([]point, 0, 2*len(offered))
	at := func(x int32) *point {
		if n := len(points); n == 0 || points[n-1].x != float64(x) {
			points = append(points, point{x: float64(x)})
		}
		return &points[len(points)-1]
	}
	for i, j := 0, 0; j < len(ends); {
		if i < len(offered) && c.ads.ranges[offered[i]].lo <= c.ads.ranges[ends[j]].hi {
			r, w := c.ads.ranges[offered[i]], c.offer[offered[i]].weight
			if p := at(r.lo); r.hi > r.lo {
				p.slope += w / float64(r.hi-r.lo)
			} else {
				p.mass += w
			}
			i++
			continue
		}
		if r := c.ads.ranges[ends[j]]; r.hi > r.lo {
			at(r.hi).slope -= c.offer[ends[j]].weight / float64(r.hi-r.lo)
		}
		j++
	}
	slope, below := 0.0, 0.0
	for i := range points {
		p := &points[i]
		slope += p.slope
		p.slope, p.below = slope, below
		if i+1 < len(points) {
			p.area = slope * (points[i+1].x - p.x)
		}
		below += p.mass + p.area
	}
	return curve{points, below}
}

// quantile is where the curve first reaches a share of the weight.
func (c curve) quantile(share float64) float64 {
	want := share * c.total
	i, _ := slices.BinarySearchFunc(c.points, want, func(p point, want float64) int {
		if (p.below+p.mass+p.area)*reached < want {
			return -1
		}
		return 1
	})
	p := c.points[min(i, len(c.points)-1)]
	if want <= (p.below+p.mass)*reached {
		return p.x
	}
	return p.x + (want-p.below-p.mass)/p.slope
}
