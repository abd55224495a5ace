#!/bin/sh
# Compares the packages that Swift resolved, transitive ones too, with Package.versions: a name, a version and an address a line.
# The images' build runs it too, which has no Python and only a POSIX shell.
# usage: scripts/package-versions.sh pin | check | update
#   pin     before the packages are resolved: writes Package.resolved, so that Swift takes the versions of the list
#   check   after they are resolved: fails with the differences
#   update  after they are resolved: rewrites the list
set -eu
cd "$(dirname "$0")/.."
list=Package.versions
state=.build/workspace-state.json

fail() { echo "package-versions: $*" >&2; exit 1; }

# Prints the resolved packages in the format of the list. The file has one key a line; a package ends with its "subpath".
resolved() {
    [ -e "$state" ] || fail "no packages are resolved yet ($state is missing). Run: swift package resolve"
    awk -F '"' '
        $2 == "identity" { name = $4 }
        $2 == "location" { address = $4 }
        $2 == "version" { version = $4 }
        $2 == "name" && $4 == "edited" { version = $4 }
        /^        "subpath"/ {
            print name, (version == "" ? "unversioned" : version), address
            name = version = address = ""
        }
    ' "$state" | LC_ALL=C sort
}

# Prints names and versions only: a mirror of a package has another address.
versions() { awk '{ print $1, $2 }' "$@"; }

# Writes a Package.resolved without revisions; Swift adds the revisions of its copies.
pin() {
    awk '
        BEGIN { print "{ \"version\": 2, \"pins\": [" }
        {
            printf "%s  {\"identity\": \"%s\", \"kind\": \"remoteSourceControl\", \"location\": \"%s\", ", separator, $1, $3
            printf "\"state\": {\"version\": \"%s\"}}", $2
            separator = ",\n"
        }
        END { print "\n] }" }
    ' "$list" >Package.resolved
}

check() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    resolved >"$work/found"
    versions "$list" >"$work/Package.versions"
    versions "$work/found" >"$work/resolved"
    if (cd "$work" && diff -U 0 Package.versions resolved) >&2; then return; fi
    cat >&2 <<'WHAT'

package-versions: Swift resolved other packages (+) than Package.versions lists (-).
To build with the list:  scripts/package-versions.sh pin && swift package resolve
To change the list:      scripts/package-versions.sh update, and commit Package.versions
WHAT
    exit 1
}

case "${1:-}" in
    pin) pin ;;
    check) check ;;
    update) packages=$(resolved) && echo "$packages" >"$list" ;;
    *) sed -n '/^# usage/,/^set/{/^#/p;}' "$0" >&2; exit 2 ;;
esac
