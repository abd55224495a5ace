#!/usr/bin/env bash
# Loads $FILES, or a generated sample, with the programs that `make build` has built.
set -euo pipefail
cd "$(dirname "$0")/.."

etl=$(swift build -c release --show-bin-path)/etl
options=()
if [ -n "${STATE:-}" ]; then options+=(--state "$STATE"); fi

if [ -n "${FILES:-}" ]; then
    # Split at spaces, with patterns expanded, as on a command line.
    # shellcheck disable=SC2206
    files=($FILES)
else
    # Written once: a file that is written again is another source.
    if [ ! -d sample ]; then
        rm -rf sample.new
        "$etl" sample --transfers 1000000 --tokens 20000 sample.new
        mv sample.new sample
    fi
    files=(sample/tokens.csv sample/token_transfers.csv)
fi

exec "$etl" run "${options[@]}" "${files[@]}"
