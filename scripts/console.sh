#!/usr/bin/env bash
# Shows what `make run` has loaded in a browser, with the programs that `make build` has built, until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

# The directory that scripts/run.sh uses: that of the sample, unless there are FILES.
options=()
if [ -n "${STATE:-}" ]; then
    options+=(--state "$STATE")
elif [ -z "${FILES:-}" ]; then
    options+=(--state "$(scripts/sample-state.sh)")
fi
exec .build/release/etl console "${options[@]}" -- --listen "${LISTEN:-127.0.0.1:8090}"
