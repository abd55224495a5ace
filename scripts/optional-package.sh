#!/usr/bin/env bash
# Installs a Debian package that only some work needs, if none of the programs is there and this is root.
#
# usage: scripts/optional-package.sh PACKAGE PROGRAM…
# Exits with 1 if no program is there afterwards.
set -euo pipefail
package=$1
shift

has_program() { command -v "$@" >/dev/null; }

has_program "$@" && exit
if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    install=(env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$package")
    "${install[@]}" </dev/null || { apt-get update && "${install[@]}" </dev/null; } || true
fi
has_program "$@" || { echo "$package is missing: apt-get install $package" >&2; exit 1; }
