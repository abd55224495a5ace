#!/usr/bin/env bash
# Serves what `make run` has loaded by GraphQL, with the programs that `make build` has built, until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

etl=.build/release/etl
# The directory that scripts/run.sh uses: that of the sample, unless there are FILES.
options=()
if [ -n "${STATE:-}" ]; then
    options+=(--state "$STATE")
elif [ -z "${FILES:-}" ]; then
    options+=(--state "$(scripts/sample-state.sh)")
fi
own=(--listen "${LISTEN:-127.0.0.1:8080}")
page=.build/graphiql
if scripts/graphiql.sh "$page" 2>"$page.log"; then
    own+=(--page "$page")
else
    echo "The page is missing: pip could not fetch GraphiQL ($page.log)"
fi
echo "Building the indexes that are missing"
"$etl" indexes create --all "${options[@]}"
exec "$etl" graphql "${options[@]}" -- "${own[@]}"
