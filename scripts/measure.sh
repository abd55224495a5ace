#!/usr/bin/env bash
# Measures loads of generated transfers: seconds, peak memory of each stage, and psql's binary \copy of the same rows.
# usage: scripts/measure.sh [RECORDS…]   (100000 1000000; programs are those of `make build`)
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$(realpath .build/release)
work=$(mktemp -d)
# The private PostgreSQL runs as a user of its own.
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT

# The peak memory of each stage of our own run, while process $1 lives: "name kilobytes" lines, the highest last.
watch_memory() {
    while kill -0 "$1" 2>/dev/null; do
        for stage in extractor transformer loader; do
            for pid in $(pgrep -f "^$programs/$stage\$"); do
                awk -v stage="$stage" '/VmHWM/ { print stage, $2 }' "/proc/$pid/status" 2>/dev/null || true
            done
        done
        sleep 0.05
    done | sort -k1,1 -k2,2n | awk '{ peak[$1] = $2 } END { for (s in peak) printf "%s %.1f MB  ", s, peak[s] / 1024 }'
}

copy_by_psql() { # STATE: seconds of \copy into an empty table like the loaded one
    "$programs/etl" psql --state "$1" -- -qAt \
        -c "\copy token_transfers TO '$work/rows.bin' (FORMAT binary)" \
        -c "CREATE TABLE plain (LIKE token_transfers INCLUDING ALL)" -c "CHECKPOINT" -c "\timing on" \
        -c "\copy plain FROM '$work/rows.bin' (FORMAT binary)" |
        awk '/^Time/ { printf "%.2f", $2 / 1000 }'
}

(( $# )) || set -- 100000 1000000
for count in "$@"; do
    for variant in clean hostile; do
        flags=(--transfers "$count" --tokens 1000)
        [[ $variant == clean ]] && flags+=(--clean)
        "$programs/etl" sample "${flags[@]}" "$work/$variant" >/dev/null
        for round in 1 2 3; do
            state=$work/state
            rm -rf "$state"
            "$programs/etl" run --state "$state" --summary "$work/summary.json" "$work/$variant/token_transfers.csv" \
                >"$work/out" &
            run=$!
            memory=$(watch_memory "$run")
            wait "$run"
            seconds=$(sed -n 's/.*"elapsed_seconds" : \([0-9.]*\).*/\1/p' "$work/summary.json")
            printf '%-8s %-8s run %d: %6.2f s  %s' "$count" "$variant" "$round" "$seconds" "$memory"
            printf ' \\copy %s s\n' "$(copy_by_psql "$state")"
        done
    done
done
