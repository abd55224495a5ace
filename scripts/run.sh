#!/usr/bin/env bash
# Loads $FILES, or a generated sample, with the programs that `make build` has built.
set -euo pipefail
cd "$(dirname "$0")/.."

etl=.build/release/etl
options=()
if [ -n "${STATE:-}" ]; then options+=(--state "$STATE"); fi

if [ -n "${FILES:-}" ]; then
    # Split at spaces, and expand patterns, as on a command line.
    # shellcheck disable=SC2206
    files=($FILES)
else
    # Written once: a rewritten file is another source.
    if [ ! -d sample ]; then
        echo "Generating 1,000,000 transfers and 20,000 tokens in sample/"
        rm -rf sample.new
        "$etl" sample --transfers 1000000 --tokens 20000 sample.new >/dev/null
        mv sample.new sample
    fi
    files=(sample/tokens.csv sample/token_transfers.csv)
    if [ ${#options[@]} = 0 ]; then options+=(--state "$(scripts/sample-state.sh)"); fi
fi

status=0
"$etl" run "${options[@]}" "${files[@]}" || status=$?
echo "etl is $PWD/$etl"
exit $status
