#!/usr/bin/env bash
# Measures the reading of blocks from a node: beside cryo and ethereum-etl, or how closely it follows a chain and with how much memory
# (Bench/Node). The node is a stand-in that answers from memory.
#
# usage: scripts/bench-node.sh PROGRAMS_FOLDER compare [BLOCKS [ROUNDS]]
#        scripts/bench-node.sh PROGRAMS_FOLDER follow [MINUTES]
set -euo pipefail
usage() { sed -n '/^# usage/,/^set/s/^# //p' "$0" >&2; exit 2; }
(($# > 1)) || usage
programs=$(realpath "$1")
part=$2
shift 2
cd "$(dirname "$0")/.."
case $part in
    compare)
        # Pinned, so that the yardsticks stay the same. They need different versions of the same packages.
        scripts/python-environment.sh bench-node-cryo 'cryo' cryo==0.3.2 pyarrow==26.0.1
        scripts/python-environment.sh bench-node-ethereum-etl 'ethereum-etl' ethereum-etl==2.4.2
        measure=(Bench/Node/compare.py "$programs" "${1:-2000}" "${2:-3}")
        ;;
    follow) measure=(Bench/Node/following.py "$programs" "${1:-60}") ;;
    *) usage ;;
esac
# The transfers are made up: they must never go to servers that the environment names.
unset RABBITMQ_URL RABBITMQ_URL_FILE DATABASE_URL DATABASE_URL_FILE ETL_NODES_FILE "${!PG@}"
# Bench/GraphQL has processes.py, and Bench/Console private_servers.py.
export PYTHONPATH=$PWD/Bench/GraphQL:$PWD/Bench/Console
NO_PROXY='*' PYTHONDONTWRITEBYTECODE=1 exec python3 "${measure[@]}"
