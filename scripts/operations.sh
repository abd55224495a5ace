#!/usr/bin/env bash
# Makes, once, a Python with what the checks of the alerts, dashboards and manifests need (Tests/Operations).
set -euo pipefail
cd "$(dirname "$0")/.."
environment=.build/operations
# It carries the schemas of Kubernetes; the version is fixed so that a new one fails nobody's build.
package=kubernetes-validate==1.37.0
[[ $(cat "$environment/complete" 2>/dev/null) == "$package" ]] && exit

rm -rf "$environment"
mkdir -p .build
log=$environment.log
if python3 -m venv "$environment" >"$log" 2>&1 &&
    "$environment/bin/pip" install --quiet --retries 1 "$package" >>"$log" 2>&1; then
    echo "$package" >"$environment/complete"
else
    rm -rf "$environment"
    echo "the alerts, dashboards and manifests are not checked: $package could not be installed ($log)" >&2
fi
