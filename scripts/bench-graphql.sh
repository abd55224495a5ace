#!/usr/bin/env bash
# Measures the service graphql on a private database: beside a thin service and pgbench, each filter, and its memory.
# usage: scripts/bench-graphql.sh [--part compare|filters|soak]… [--rows N] [--help]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/optional-package.sh wrk wrk >&2
rivals=()
# Pinned, so that the yardstick stays the same.
scripts/python-environment.sh graphql-thin 'the thin service' uvicorn==0.54.0 starlette==1.10.0 asyncpg==0.32.0 \
    uvloop==0.23.0 httptools==0.9.0 || rivals+=(--no-thin)
export PYTHONPATH=$PWD/scripts
exec python3 Bench/GraphQL/bench.py "${rivals[@]}" "$@"
