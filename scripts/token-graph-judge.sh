#!/usr/bin/env bash
# Compares the answers of the library TokenGraph with resolvers that graphql-core executes (Tests/TokenGraphReference).
#
# usage: scripts/token-graph-judge.sh quick JUDGE | all JUDGE
#   quick   500 random queries: a part of `make test`
#   all     10,000 random queries, and the plans of every filter
# JUDGE is the program TokenGraphJudge. Without Python, or if pip cannot install the reference, the comparison is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
extent=$1
export JUDGE=$PWD/$2
# The schema and its scalars in graphql-core, which the comparison of documents has too; and the server.
export PYTHONPATH=$PWD/Tests/GraphQLReference:$PWD/scripts

scripts/python-environment.sh token-graph-reference 'the comparison of answers with graphql-core' \
    graphql-core==3.2.8 'psycopg[binary]==3.3.9' || exit 0

judge() { .build/token-graph-reference/bin/python Tests/TokenGraphReference/judge.py "$@"; }

if [[ $extent == quick ]]; then
    judge random 500 1
    exit
fi
judge random 10000 1
judge plans 600000
