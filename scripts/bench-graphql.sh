#!/usr/bin/env bash
# Measures the service graphql on a private database: beside a thin service and pgbench, each filter, and its memory.
# usage: scripts/bench-graphql.sh [--part compare|filters|soak]… [--rows N] [--help]
set -euo pipefail
cd "$(dirname "$0")/.."

# Installs wrk, which sends the requests, where that is possible.
install_wrk() {
    command -v wrk >/dev/null && return
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get install --yes --no-install-recommends wrk </dev/null && return
        apt-get update && apt-get install --yes --no-install-recommends wrk </dev/null && return
    fi
    echo "wrk is missing: apt-get install wrk" >&2
    return 1
}

install_wrk >&2
rivals=()
# Pinned, so that the yardstick stays the same.
scripts/python-environment.sh graphql-thin 'the thin service' uvicorn==0.54.0 starlette==1.10.0 asyncpg==0.32.0 \
    uvloop==0.23.0 httptools==0.9.0 || rivals+=(--no-thin)
exec python3 Bench/GraphQL/bench.py "${rivals[@]}" "$@"
