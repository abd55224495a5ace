#!/usr/bin/env bash
# Creates, once, a Python environment for the checks of alerts, dashboards and manifests (Tests/Operations).
set -euo pipefail
cd "$(dirname "$0")/.."
environment=.build/operations
# The package contains the schemas of Kubernetes. Its version is pinned, so that a new one breaks no build.
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
    echo "skipping the checks of alerts, dashboards and manifests: pip could not install $package ($log)" >&2
fi
