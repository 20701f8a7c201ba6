"""Recompute three published figures from the files of a release.

    pip install duckdb
    python3 examples/queries/python.py [DATA_FOLDER]     # default: data/demo/data

It takes the current release of the data folder, computes a posted-pay median
from core_pay, a demand total from core_ad and a shortage score from its
evidence, each with its own few lines and not with the program's SQL, and says
whether what was published agrees. It ends with 1 if anything does not.
"""

import json
import math
import sys
from collections import Counter
from pathlib import Path

import duckdb

data = Path(sys.argv[1] if len(sys.argv) > 1 else "data/demo/data")
release = data / "releases" / json.loads((data / "current.json").read_text())["release"]
manifest = json.loads((release / "manifest.json").read_text())
con = duckdb.connect(str(release / manifest["database"]), read_only=True)
failed = False


def report(what, mine, published):
    global failed
    ok = math.isclose(mine, published, rel_tol=1e-9, abs_tol=1e-9)
    failed = failed or not ok
    print(f"{'agrees ' if ok else 'DIFFERS'}  {what}: recomputed {mine:,.10g}, published {published:,.10g}")


def percentile(offers, p):
    """The p-quantile of the mixture in which each offer is spread evenly over
    its range. offers: (low, high, weight) in yuan a month."""
    total = sum(w for _, _, w in offers)

    def below(x):
        return sum(w * (min(1, max(0, (x - lo) / (hi - lo))) if hi > lo else x >= lo) for lo, hi, w in offers)

    left, right = min(o[0] for o in offers), max(o[1] for o in offers)
    for _ in range(60):
        middle = (left + right) / 2
        left, right = (left, middle) if below(middle) >= p * total else (middle, right)
    return right


# 1. Posted pay: the best-filled cell of the newest quarter, all skill levels.
scope, root, region, occupation, name, quarter, median = con.execute("""
    SELECT w.scope, s.region_code, w.region_code, w.occupation_code, o.occupation_name, w.quarter, w.p50
    FROM out_wage_posted w JOIN meta_scope s USING (scope) JOIN ref_occupation o USING (occupation_code)
    WHERE w.p50 IS NOT NULL AND w.skill_level = -1 AND w.occupation_level = 4
    ORDER BY w.quarter DESC, w.n_ads DESC, w.occupation_code LIMIT 1""").fetchone()
ads = con.execute("""
    SELECT pay_lo, pay_hi, ad_weight, employer_no FROM core_pay
    WHERE scope = ? AND quarter = ? AND occupation_code = ? AND skill_level = -1 AND (? OR region_code = ?)""",
    [scope, quarter, occupation, region == root, region]).fetchall()
ads_of = Counter(employer for *_, employer in ads)  # a large employer must not decide a cell
offers = [(lo, hi, weight / math.sqrt(ads_of[employer])) for lo, hi, weight, employer in ads]
report(f"median posted pay of {name}, {region}, {quarter}, from {len(ads)} ads", 100 * round(percentile(offers, 0.5) / 100), median)

# 2. Demand: all occupations and chains of the same scope in its last month.
month, published = con.execute("""
    SELECT month, headcount FROM out_demand
    WHERE scope = ? AND region_code = ? AND chain_id = '' AND occupation_code = '' ORDER BY month DESC LIMIT 1""", [scope, root]).fetchone()
headcount = sum(n for n, in con.execute("SELECT ad_headcount FROM core_ad WHERE scope = ? AND month = ?", [scope, month]).fetchall())
report(f"people wanted in {root}, {month}", headcount, published)

# 3. Shortage: every score is 1.5 plus the contributions of its evidence.
rows = con.execute("""
    SELECT s.score, e.contribution, s.scope, s.region_code, s.occupation_code, s.quarter
    FROM out_shortage s JOIN out_shortage_evidence e USING (scope, region_code, occupation_code, quarter)
    WHERE s.score IS NOT NULL AND e.contribution IS NOT NULL""").fetchall()
scores, sums = {}, Counter()
for score, contribution, *cell in rows:
    scores[tuple(cell)] = score
    sums[tuple(cell)] += contribution
if scores:
    worst = max(scores, key=lambda cell: abs(scores[cell] - 1.5 - sums[cell]))
    report(f"score that fits its evidence worst, of {len(scores):,}", 1.5 + sums[worst], scores[worst])

if manifest["simulated"] != "none":
    print("The release holds simulated figures: is_simulated says which. They must not be cited.")
sys.exit(failed)
