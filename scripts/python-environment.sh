#!/usr/bin/env bash
# Creates, once, a Python environment in .build/NAME with some packages.
#
# usage: scripts/python-environment.sh NAME PURPOSE PACKAGE==VERSION…
# If Python or pip cannot do it, says that PURPOSE is skipped, and exits with 1.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=.build/$1
purpose=$2
shift 2
[[ $(cat "$environment/complete" 2>/dev/null) == "$*" ]] && exit

rm -rf "$environment"
mkdir -p .build
log=$environment.log
if python3 -m venv "$environment" >"$log" 2>&1 &&
    "$environment/bin/pip" install --quiet --retries 1 "$@" >>"$log" 2>&1; then
    echo "$*" >"$environment/complete"
else
    rm -rf "$environment"
    echo "skipping $purpose: pip could not install $* ($log)" >&2
    exit 1
fi
