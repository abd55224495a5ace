#!/usr/bin/env bash
# Runs all scenarios, or those in $SCENARIO, with the random numbers of $SEED, and over overlapping
# files if $OVERLAP is set, and without the key of transfers if $BULK is. Uses the programs of a debug build.
set -euo pipefail
cd "$(dirname "$0")/.."

options=(--json .build/chaos.json)
for scenario in ${SCENARIO:-}; do options+=(--scenario "$scenario"); done
if [[ -n ${OVERLAP:-} ]]; then options+=(--overlap); fi
if [[ -n ${BULK:-} ]]; then options+=(--bulk); fi
if [[ -n ${SEED:-} ]]; then options+=(--seed "$SEED"); fi
exec .build/debug/chaos "${options[@]}"
