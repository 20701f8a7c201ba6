#!/usr/bin/env bash
# Gives a data folder with a current release the deliveries and disks that go
# wrong in practice. Each must end in the right exit code and a message that
# names the cause, with the current release untouched.
#
# usage: scripts/robustness.sh [PROGRAM]        default: bin/gongqiu
#
# The full disk and the read-only folder are mounts of their own if this runs
# as root on Linux; otherwise the disk is a limit on file sizes and the folder
# loses its write permission. BIG_LINE sets the bytes of the longest line.
set -euo pipefail
program=$(realpath "${1:-bin/gongqiu}")
dir=$(mktemp -d "${TMPDIR:-/tmp}/gongqiu-robustness.XXXXXX")
big=${BIG_LINE:-2147483648}
failures=0 mounts=()

cleanup() {
	for m in "${mounts[@]}"; do umount "$m" 2>/dev/null || true; done
	chmod -R u+w "$dir" 2>/dev/null || true
	rm -rf "$dir"
}
trap cleanup EXIT
cd "$dir"

"$program" synth market --ads 3000 --description 60 -q >/dev/null
mkdir inbox
mv market/*.csv inbox/
cat > gongqiu.yaml <<YAML
scopes: [{id: jiangxi, name: 江西省, region: "360000", chains: jx-14-2022}]
sources:
  - {id: ads, scope: jiangxi, kind: posting, files: "inbox/模拟_江西_招聘_*", simulated: true, snapshots: true}
  - {id: seekers, scope: jiangxi, kind: seeker, files: inbox/模拟_江西_求职登记.csv, simulated: true}
  - {id: training, scope: jiangxi, kind: training, files: inbox/模拟_江西_培训取证.csv, simulated: true}
  - {id: wages, scope: jiangxi, kind: wage, files: inbox/模拟_江西_工资价位.csv, simulated: true}
  - {id: extra, scope: jiangxi, kind: posting, files: "extra/*", simulated: true}
YAML
mkdir extra
"$program" run -q
current() { grep -o '[0-9]\{4\}Q[1-4]-[0-9a-f]*' data/current.json; }
release=$(current)
# What readers see: the pointer, and the checksum of every file it leads to.
state() { cat "${1:-data}/current.json"; (cd "${1:-data}/releases" && find . -type f -print0 | sort -z | xargs -0 sha256sum); }
state > before

# expect CODE PATTERN NAME COMMAND...: the command ends with the code, says
# something that matches, and leaves the release as it was.
expect() {
	local code=$1 pattern=$2 name=$3 got=0 verdict=ok
	shift 3
	"$@" > out 2>&1 || got=$?
	local said
	said=$(grep -m1 -aE "$pattern" out) || verdict="FAILED: no word of /$pattern/"
	[ "$got" = "$code" ] || verdict="FAILED: exit code $got, not $code"
	state "${data:-data}" > after
	cmp -s before after || verdict="FAILED: the current release changed"
	[ "$verdict" = ok ] || { failures=$((failures + 1)); tail -n 5 out; }
	printf '%-28s exit %s  %s\n    %s\n' "$name" "$got" "$verdict" "$said"
}
undo() { rm -rf extra && mkdir extra && "$program" run -q > out || { echo "FAILED: after $1 the folder does not recover"; cat out; failures=$((failures + 1)); }; }

# A gzip file that ends in the middle.
head -c 60000 <(gzip -c inbox/模拟_江西_招聘_甲网_2025.csv) > extra/模拟_cut.csv.gz
expect 1 'cut.csv.gz.*ends too early' 'truncated gzip' "$program" run -q
expect 1 'cut.csv.gz.*ends too early' 'truncated gzip, again' "$program" run -q
gzip -c <(head -n 200 inbox/模拟_江西_招聘_甲网_2025.csv) > extra/模拟_cut.csv.gz
"$program" run -q > out || { echo "FAILED: a sound file does not replace the cut one"; cat out; failures=$((failures + 1)); }
# That run published; its rows go again, so that the folder is as before.
rm -rf data/raw/extra data/staged/posting/*
undo 'a truncated gzip'
# A release is named by its inputs and its predecessor: the inputs are the same.
inputs() { grep -h '"input_hash"' "data/releases/$1/manifest.json"; }
[ "$(inputs "$release")" = "$(inputs "$(current)")" ] || { echo "FAILED: the same files are taken for other inputs: $(current)"; failures=$((failures + 1)); }
state > before

# A workbook of a few kilobytes whose sheet unpacks to four gigabytes.
python3 - extra/模拟_bomb.xlsx <<'PY'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    z.writestr("[Content_Types].xml", "<Types/>")
    with z.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as f:
        block = b" " * (1 << 24)
        for _ in range(256):
            f.write(block)
PY
expect 1 'bomb.xlsx.*would grow from' 'zip bomb in xlsx' "$program" run -q
undo 'a zip bomb'

# A bomb in gzip: 2 GB of one letter.
head -c 2147483648 /dev/zero | tr '\0' 'a' | gzip -1 > extra/模拟_bomb.csv.gz
expect 1 'bomb.csv.gz.*(no honest gzip|no column holds)' 'gzip bomb' "$program" run -q
undo 'a gzip bomb'

# A line of two gigabytes among sound ones: the line is refused, the rest taken.
{ head -n 100 inbox/模拟_江西_招聘_甲网_2025.csv; head -c "$big" /dev/zero | tr '\0' 'x'; echo; sed -n '101,200p' inbox/模拟_江西_招聘_甲网_2025.csv; } > extra/模拟_line.csv
cp -r data aside
peak=0
if [ -x /usr/bin/time ]; then
	/usr/bin/time -f '%M' -o rss "$program" run -q > out 2>&1 && code=0 || code=$?
	peak=$(($(tail -n 1 rss) / 1024))
else
	"$program" run -q > out 2>&1 && code=0 || code=$?
fi
"$program" runs quarantine > quarantine
if [ $code = 0 ] && grep -q "$big bytes" quarantine && grep -q 'extra .*模拟_line.csv' <("$program" runs show) && [ "$peak" -lt 2500 ]; then
	printf '%-28s exit 0  ok, peak %s MiB\n    %s\n' 'a line of 2 GB' "$peak" "$(grep -m1 "$big" quarantine | tr -s ' ' | cut -c1-150)"
else
	echo "FAILED: a line of $big bytes: exit $code, peak $peak MiB"; cat out; cut -c1-300 quarantine; failures=$((failures + 1))
fi
rm -rf data extra/* && mv aside data

# One byte in a hundred is random.
python3 - inbox/模拟_江西_招聘_甲网_2025.csv extra/模拟_noise.csv <<'PY'
import random, sys
r = random.Random(1)
b = bytearray(open(sys.argv[1], "rb").read())
head = b.index(b"\n") + 1
for _ in range(len(b) // 100):
    b[r.randrange(head, len(b))] = r.randrange(256)
open(sys.argv[2], "wb").write(b)
PY
expect 1 'noise.csv.*rows are bad' '1 % random bytes' "$program" run -q
undo '1 % random bytes'

# A second run beside the first, which is stopped while it works.
cp inbox/模拟_江西_招聘_甲网_2025.csv extra/模拟_more.csv
"$program" run -q > first 2>&1 &
first=$!
until [ -s data/.lock.json ]; do sleep 0.01; done
kill -STOP $first
expect 4 "process $first, since" 'a second run' "$program" run -q
kill -9 $first; wait $first 2>/dev/null || true
undo 'a killed run'

# A data folder that cannot be written.
if [ "$(id -u)" = 0 ] && mkdir -p ro && mount --bind "$dir" ro 2>/dev/null; then
	mounts=(ro "${mounts[@]}")
	mount -o remount,ro,bind ro
	expect 1 'read-only file system' 'read-only data folder' "$program" -c ro/gongqiu.yaml run -q
	expect 0 'is intact' 'reading beside it' "$program" -c ro/gongqiu.yaml release verify
else
	chmod -R a-w data
	expect 1 'permission denied' 'read-only data folder' "$program" run -q
	chmod -R u+w data
fi

# A disk that is full at different stages of a run.
cp inbox/模拟_江西_招聘_甲网_2025.csv extra/模拟_more.csv
if [ "$(id -u)" = 0 ] && mkdir -p small && mount -t tmpfs -o size=400m tmpfs small 2>/dev/null; then
	mounts=(small "${mounts[@]}")
	cp -r data small/
	cp gongqiu.yaml small.yaml
	sed -i "1i data: small/data" small.yaml
	state > before
	for free in 1 4 8 12 24; do
		rm -f small/filler
		room=$(df --output=avail -B1M small | tail -n 1)
		head -c $(((room - free) * 1048576)) /dev/zero > small/filler
		data=small/data expect 1 'no space left|could not write|No space left' "a disk with $free MB left" "$program" -c small.yaml run -q
	done
	rm -f small/filler
	"$program" -c small.yaml run -q > out 2>&1 || { echo "FAILED: no recovery once there is space"; cat out; failures=$((failures + 1)); }
else
	( ulimit -f 2000; expect 1 'file too large|File too large' 'a disk with a limit' "$program" run -q )
fi

if [ $failures -gt 0 ]; then
	echo "$failures failed"
	exit 1
fi
echo "all as it should be"
