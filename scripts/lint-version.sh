#!/usr/bin/env bash
# Fails if a file states another version than BuildInfo.swift, which the programs report.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0

version=$(find Sources -name BuildInfo.swift -exec sed -n 's/.*\bversion *= *"\([0-9.]*\)".*/\1/p' {} +)
if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
    echo "lint-version: BuildInfo.swift states no version: ${version:-nothing found}" >&2
    exit 1
fi

# agrees PLACE VERSION
agrees() {
    [[ $2 == "$version" ]] && return
    echo "lint-version: $1 states the version ${2:-(none)}, BuildInfo.swift $version" >&2
    status=1
}

agrees docker/Dockerfile "$(sed -n 's/^ARG VERSION=//p' docker/Dockerfile)"
# The newest release; the heading of unreleased changes has no number.
if [[ -e CHANGELOG.md ]]; then
    agrees CHANGELOG.md "$(sed -n 's/^## \[\{0,1\}v\{0,1\}\([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)"
fi
exit $status
