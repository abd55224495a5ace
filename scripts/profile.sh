#!/usr/bin/env bash
# Profiles the processor time of a load by process and function. Needs perf (Debian: linux-perf) and permission to use it.
# usage: scripts/profile.sh   (RECORDS=1000000)
set -euo pipefail
cd "$(dirname "$0")/.."
work=.build/bench
frequency=1999
mkdir -p "$work"
command -v perf >/dev/null || { echo "perf is not installed; run: apt-get install -y linux-perf" >&2; exit 1; }

# The programs are stripped; perf finds their symbols in .build/release/.debug.
# Samples the whole machine, because the servers use most of the time. The report excludes the time before and after the load.
perf record --quiet --all-cpus --event cpu-clock --freq "$frequency" --output "$work/perf.data" -- \
    .build/release/bench compare --directory "$work/profile" --records "${RECORDS:-1000000}" --rounds 1 --only token-etl \
    >"$work/profile.log"
perf script --input "$work/perf.data" --fields pid,time,ip,sym,dso 2>/dev/null |
    python3 scripts/profile.py "$frequency" | "${SWIFT:-swift}" demangle --compact --simplified
