#!/usr/bin/env bash
# Compares the rows that the library Parquet reads with those of the reference implementations (Tests/ParquetReference).
#
# usage: scripts/parquet-judge.sh quick|full JUDGE
#        scripts/parquet-judge.sh loaded ETL [--quick] [--seed N] [OPTION…]
# JUDGE is the program ParquetJudge. Without Python, or if pip cannot install the references, the comparison is skipped. The
# files of apache/parquet-testing are compared where ../shared/data has them.
# `loaded` compares instead what the program ETL reads of the same tables in Parquet and in CSV (loaded.py has the options), also of
# the exports of a chain where ../shared/chain has them.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/python-environment.sh parquet-reference 'the comparison of Parquet files' pyarrow==26.0.1 duckdb==2.0.1 \
    polars==2.1.0 pandas==3.1.1 fastparquet==2026.9.0 || exit 0
options=()
if scripts/python-environment.sh parquet-old 'the comparison with files of polars 0.20' polars==0.20.18; then
    options+=(--old .build/parquet-old/bin/python)
fi
if [[ $1 == loaded ]]; then
    etl=$2
    shift 2
    if [[ -d ../shared/chain/exports ]]; then options+=(--exports ../shared/chain/exports); fi
    exec .build/parquet-reference/bin/python -B Tests/ParquetReference/loaded.py --etl "$etl" "${options[@]}" "$@"
fi
if [[ -d ../shared/data/parquet-testing ]]; then options+=(--data ../shared/data/parquet-testing); fi
exec .build/parquet-reference/bin/python -B Tests/ParquetReference/run.py "$1" --judge "$2" "${options[@]}"
