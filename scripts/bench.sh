#!/usr/bin/env bash
# Measures the hot paths by themselves, and the whole side by side with other ways to load the same file; see docs/performance.md.
# usage: scripts/bench.sh   (RECORDS=1000000 ROUNDS=3; SCALING=1 measures how rates change with processes, files and tables)
set -euo pipefail
cd "$(dirname "$0")/.."
programs=.build/release
work=.build/bench
mkdir -p "$work"

# Makes a Python with pandas, once; without it, that contestant is shown as not here.
prepare_pandas() {
    [[ -e $work/venv/complete ]] && return
    command -v python3 >/dev/null || { echo "pandas is left out: no python3 is here" >&2; return; }
    rm -rf "$work/venv"
    if python3 -m venv "$work/venv" >"$work/venv.log" 2>&1 &&
        "$work/venv/bin/pip" install --quiet --retries 1 pandas psycopg2-binary >>"$work/venv.log" 2>&1; then
        touch "$work/venv/complete"
    else
        rm -rf "$work/venv"
        echo "pandas is left out: it could not be installed ($work/venv.log)" >&2
    fi
}

if [[ -n ${SCALING:-} ]]; then
    exec "$programs/bench" scale --directory "$work" --rounds "${ROUNDS:-3}"
fi
prepare_pandas
"$programs/microbench" --output "$work/micro.json"
echo
"$programs/bench" compare --directory "$work" --records "${RECORDS:-1000000}" --rounds "${ROUNDS:-3}"
