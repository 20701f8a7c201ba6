#!/usr/bin/env bash
# Kills runs at random moments with signal 9. Each is followed by a run that
# must end in the same tables as an undisturbed one: the release id and the
# checksums of all its Parquet, CSV and workbook files are compared. So are two
# undisturbed runs in two fresh folders. Every other kill hits a run that follows
# an earlier release, with which the new one compares itself.
#
# usage: scripts/killtest.sh [PROGRAM]          default: bin/gongqiu
#        KILLS=20 ADS=3000 SEED=… scripts/killtest.sh
set -euo pipefail
program=$(realpath "${1:-bin/gongqiu}")
kills=${KILLS:-20} ads=${ADS:-3000}
RANDOM=${SEED:-$$}
echo "seed ${SEED:-$$}"
dir=$(mktemp -d "${TMPDIR:-/tmp}/gongqiu-killtest.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
now() { date +%s%N; }

"$program" synth inbox --ads "$ads" --description 60 -q > /dev/null
head -c 32 /dev/urandom > employer.key
configure() {
	mkdir -p "$1"
	cat > "$1/gongqiu.yaml" <<YAML
publish: {employer_key: ../employer.key}
scopes: [{id: jiangxi, name: 江西省, region: "360000", chains: jx-14-2022}]
sources:
  - {id: ads, scope: jiangxi, kind: posting, files: "../inbox/模拟_江西_招聘_*", simulated: true, snapshots: true}
  - {id: seekers, scope: jiangxi, kind: seeker, files: ../inbox/模拟_江西_求职登记.csv, simulated: true}
  - {id: training, scope: jiangxi, kind: training, files: ../inbox/模拟_江西_培训取证.csv, simulated: true}
  - {id: wages, scope: jiangxi, kind: wage, files: ../inbox/模拟_江西_工资价位.csv, simulated: true}
YAML
}
# Checksums of everything that is content: Parquet, CSV, workbooks, documents.
# The DuckDB file and what names the run (the manifest) differ from run to run.
content() { (cd "$1/data" && cat current.json && grep -E '  (parquet|csv|bureau)/' "releases/$(grep -oE '[0-9]{4}Q[1-4]-[0-9a-f]+' current.json)/SHA256SUMS"); }

configure whole
start=$(now)
"$program" -c whole/gongqiu.yaml run -q
took=$(($(now) - start))
content whole > whole.sums
echo "an undisturbed run: $(grep -c . whole.sums) files"
start=$(now)
"$program" -c whole/gongqiu.yaml run -q | grep -q '^nothing to do' || fail 'the second run has something to do'
again=$(($(now) - start))
echo "nothing to do takes $((again / 1000000)) ms"
[ $again -lt 2000000000 ] || fail 'that is more than two seconds'

# An earlier release, made before the last delivery came; and what follows it.
late=$(find inbox -name '*招聘*' | sort | tail -n 1)
mv "$late" late.csv
configure first
"$program" -c first/gongqiu.yaml run -q
mv late.csv "$late"
cp -r first next
"$program" -c next/gongqiu.yaml run -q
content next > next.sums
if cmp -s whole.sums next.sums; then fail 'a release that follows another is the same as one that follows none'; fi
"$program" -c next/gongqiu.yaml run -q | grep -q '^nothing to do' || fail 'after a release that followed another there is something to do'

configure twin
"$program" -c twin/gongqiu.yaml run -q
content twin > twin.sums
if cmp -s whole.sums twin.sums; then echo 'two fresh folders: equal'; else fail 'two fresh folders differ:'; diff whole.sums twin.sums || true; fi

for ((k = 1; k <= kills; k++)); do
	rm -rf killed
	expected=whole.sums
	if ((k % 2)); then configure killed; else cp -r first killed && expected=next.sums; fi
	wait_ms=$((took / 1000000 * (RANDOM % 1000) / 1000))
	"$program" -c killed/gongqiu.yaml run > killed.log 2>&1 &
	pid=$!
	sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
	kill -9 $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	at=$(tail -n 1 killed.log | cut -c1-24)
	"$program" -c killed/gongqiu.yaml run -q > after.log 2>&1 || { fail "kill $k after $wait_ms ms ($at): the next run failed"; cat after.log; continue; }
	content killed > killed.sums
	left=$(find killed/data \( -name '.making-*' -o -name '.taking-*' -o -name '.staging-*' -o -name '*.making' -o -path '*/work/*' \) | head -n 3)
	[ -z "$left" ] || fail "kill $k: left behind: $left"
	if cmp -s "$expected" killed.sums; then
		printf 'kill %2d after %6d ms, last said: %-24s equal\n' $k $wait_ms "$at"
	else
		fail "kill $k after $wait_ms ms ($at): other tables"
		diff "$expected" killed.sums || true
	fi
	"$program" -c killed/gongqiu.yaml release verify > /dev/null || fail "kill $k: the release does not verify"
done
if [ $failures -gt 0 ]; then
	echo "$failures failed"
	exit 1
fi
echo "all equal"
