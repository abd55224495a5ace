#!/usr/bin/env bash
# Compares the library GraphQL with graphql-core, its reference (Tests/GraphQLReference).
#
# usage: scripts/graphql-judge.sh quick JUDGE | all JUDGE
#   quick   some thousand random documents and requests: a part of `make test`
#   all     also graphql-core's own test corpora, and 145,000 random documents
# JUDGE is the program GraphQLJudge. Without Python, or if pip cannot install the reference, the comparison is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
extent=$1
export JUDGE=$PWD/$2
version=3.2.8
environment=$PWD/.build/graphql-reference
log=$environment.log

# Its own tests are in the source archive, and need more.
fetch_corpora() {
    "$environment/bin/pip" install --quiet --retries 1 pytest==9.0.3 pytest-describe==3.2.0 pytest-asyncio==1.5.0 pytest-timeout==2.4.0 pytest-benchmark==5.2.3 &&
        "$environment/bin/pip" download --quiet --no-deps --no-binary :all: -d "$environment" "graphql-core==$version" &&
        tar -xzf "$environment/graphql_core-$version.tar.gz" -C "$environment"
}

scripts/python-environment.sh graphql-reference 'the comparison with graphql-core' "graphql-core==$version" || exit 0

judge() { "$environment/bin/python" Tests/GraphQLReference/judge.py "$@"; }

if [[ $extent == quick ]]; then
    judge random 4000 1
    judge random 3000 2 pets
    judge requests 1000 1
    judge requests 500 2 pets
    judge scalars 2000 1
    judge json 5000 1
    exit
fi
[[ -d $environment/graphql_core-$version ]] || fetch_corpora >"$log" 2>&1
judge corpora "$environment/graphql_core-$version"
judge schemas "$environment/graphql_core-$version"
judge random 100000 1
judge random 45000 2 pets
judge requests 10000 1
judge requests 2000 2 pets
judge scalars 20000 1
judge json 50000 1
judge speed
