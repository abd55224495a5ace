#!/usr/bin/env bash
# Measures the console with 10,000 sources, 100,000 rejects and 10,000 dead letters, and with 100 viewers; with MINUTES, what it
# costs a load instead (Bench/Console). Without Chromium, the first paint is left out.
#
# usage: scripts/bench-console.sh PROGRAMS_FOLDER [MINUTES [TRANSFERS]]
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")/.."
scripts/python-environment.sh bench-console 'the figures of the console' websockets==17.4 pika==1.3.2
measure=(Bench/Console/scale.py "$programs")
if (($# > 1)); then
    measure=(Bench/Console/beside.py "$programs" "$2" "${3:-1000000}")
else
    scripts/optional-package.sh chromium chromium chromium-browser google-chrome >>.build/bench-console.log 2>&1 || true
fi
NO_PROXY='*' PYTHONDONTWRITEBYTECODE=1 exec .build/bench-console/bin/python "${measure[@]}"
