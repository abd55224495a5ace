#!/usr/bin/env bash
# Measures the hot paths alone, and a whole load beside other ways to load the same file; see docs/performance.md.
# usage: scripts/bench.sh   (RECORDS=1000000 ROUNDS=3; SCALING=1 measures how rates change with processes, files and tables)
set -euo pipefail
cd "$(dirname "$0")/.."
programs=.build/release
work=.build/bench
mkdir -p "$work"

# Creates a Python environment with pandas, pyarrow and DuckDB, once. Without it, the bench skips these contestants.
prepare_python() {
    [[ -e $work/venv/complete-2 ]] && return
    command -v python3 >/dev/null || { echo "pandas and Parquet are skipped: python3 is not installed" >&2; return; }
    rm -rf "$work/venv"
    if python3 -m venv "$work/venv" >"$work/venv.log" 2>&1 &&
        "$work/venv/bin/pip" install --quiet --retries 1 pandas psycopg2-binary pyarrow duckdb polars >>"$work/venv.log" 2>&1; then
        touch "$work/venv/complete-2"
    else
        rm -rf "$work/venv"
        echo "pandas and Parquet are skipped: pip could not install the packages ($work/venv.log)" >&2
    fi
}

if [[ -n ${SCALING:-} ]]; then
    exec "$programs/bench" scale --directory "$work" --rounds "${ROUNDS:-3}"
fi
prepare_python
"$programs/microbench" --output "$work/micro.json"
echo
"$programs/bench" compare --directory "$work" --records "${RECORDS:-1000000}" --rounds "${ROUNDS:-3}"
echo
"$programs/bench" overlap --directory "$work" --records "${RECORDS:-1000000}" --rounds "${ROUNDS:-3}"
