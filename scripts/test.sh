#!/usr/bin/env bash
# Runs the self-tests of the reference reader, where Python is there, and then all Swift tests.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v python3 >/dev/null; then
    python3 -m unittest discover -s Tests/Reference
else
    echo "python3 is not here: the comparisons with the reference reader are left out"
fi
# The flag is the one of `make lint`, which has built the same then.
swift test --explicit-target-dependency-import-check error
