#!/usr/bin/env bash
# Creates, once, a Python environment for the checks of alerts, dashboards, manifests and the Compose stack (Tests/Operations).
set -euo pipefail
cd "$(dirname "$0")/.."
# The package contains the schemas of Kubernetes. Its version is pinned, so that a new one breaks no build.
scripts/python-environment.sh operations 'the checks of alerts, dashboards, manifests and the Compose stack' kubernetes-validate==1.37.0 || true
