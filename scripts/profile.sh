#!/usr/bin/env bash
# Shows where the processor time of a load goes, by process and function; needs perf (Debian: linux-perf) and the rights to use it.
# usage: scripts/profile.sh   (RECORDS=1000000)
set -euo pipefail
cd "$(dirname "$0")/.."
work=.build/bench
frequency=1999
mkdir -p "$work"
command -v perf >/dev/null || { echo "perf is not here; install it with: apt-get install -y linux-perf" >&2; exit 1; }

# The whole machine, since the servers take most of the time; what happens before and after the load is left out afterwards.
perf record --quiet --all-cpus --event cpu-clock --freq "$frequency" --output "$work/perf.data" -- \
    .build/release/bench compare --directory "$work/profile" --records "${RECORDS:-1000000}" --rounds 1 --only token-etl \
    >"$work/profile.log"
perf script --input "$work/perf.data" --fields pid,time,ip,sym,dso 2>/dev/null |
    python3 scripts/profile.py "$frequency" | "${SWIFT:-swift}" demangle --compact --simplified
