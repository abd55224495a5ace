#!/usr/bin/env bash
# Tests the running service graphql with real clients on a private database (Tests/QueryClients): the package gql, requests
# from the schema by schemathesis, the page in Chromium, the audits of GraphQL over HTTP, and random requests.
#
# usage: scripts/graphql-clients.sh PROGRAMS_FOLDER [quick|all] [--only PART… --seed S --seconds N]
#   quick   two minutes: a part of `make test`
#   all     a larger database, more requests from the schema, slow clients, and ten minutes of random requests
# Without Python, or if pip cannot install the clients, all is skipped; without Chromium, the page.
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")/.."
extent=${2:-quick}
options=("${@:3}")

scripts/python-environment.sh graphql-clients 'the tests of GraphQL with real clients' \
    'gql[aiohttp,httpx2,requests]==4.4.0' graphql-core==3.3.2 schemathesis==4.32.5 websockets==17.4 || exit 0

mkdir -p .build
page=$PWD/.build/graphiql
log=$PWD/.build/graphql-clients-page.log
if scripts/optional-package.sh chromium chromium chromium-browser google-chrome >"$log" 2>&1 &&
    scripts/graphiql.sh "$page" 2>>"$log"; then
    options+=(--page "$page")
else
    echo "skipping the page of GraphQL: Chromium or GraphiQL is missing ($log)" >&2
fi

# The clients ask this machine only.
export NO_PROXY='*' PYTHONDONTWRITEBYTECODE=1
exec .build/graphql-clients/bin/python Tests/QueryClients/run.py "$programs" "$extent" "${options[@]}"
