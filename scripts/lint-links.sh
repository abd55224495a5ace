#!/usr/bin/env bash
# Fails if a program is linked to a library that its stage does not use.
# usage: scripts/lint-links.sh [DIRECTORY]   (of the built programs, .build/debug)
set -euo pipefail
cd "$(dirname "$0")/.."
directory=${1:-.build/debug}
status=0

# lacks PROGRAM LIBRARY…
lacks() {
    local program=$1 needed library
    shift
    needed=$(readelf --dynamic "$directory/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
    for library in "$@"; do
        # The name, then the version: libz must not match libzstd.
        if grep -q "^$library\.so" <<<"$needed"; then
            echo "lint-links: $directory/$program is linked to $library" >&2
            status=1
        fi
    done
}

lacks extractor libpq
lacks transformer libpq libz libzstd liblzma libbz2
lacks loader libz libzstd liblzma libbz2
lacks graphql libz libzstd liblzma libbz2 librabbitmq
exit $status
