#!/usr/bin/env bash
# Measures the console with 10,000 sources, 100,000 rejects and 10,000 dead letters, and with 100 viewers (Bench/Console).
#
# usage: scripts/bench-console.sh PROGRAMS_FOLDER
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")/.."
scripts/python-environment.sh bench-console 'the figures of the console' pika==1.3.2
NO_PROXY='*' PYTHONDONTWRITEBYTECODE=1 exec .build/bench-console/bin/python Bench/Console/scale.py "$programs"
