#!/usr/bin/env bash
# Speed and memory of a whole run against a baseline in the same bench.
#
# usage: scripts/bench.sh [PROGRAM]             default: bin/gongqiu
#        BENCH_ADS=730000 BENCH_PROVINCE=5000000 BENCH_DIR=.bench scripts/bench.sh
set -euo pipefail
cd "$(dirname "$0")/.."
exec go run ./scripts/bench -ads "${BENCH_ADS:-730000}" -province "${BENCH_PROVINCE:-5000000}" -dir "${BENCH_DIR:-.bench}" "${1:-bin/gongqiu}"
