#!/bin/sh
# The exact versions of the Debian packages in the images: docker/apt.versions has a group, a name and a version a line.
# usage: scripts/apt-versions.sh list GROUP | names GROUP | served | check | update
#   list    prints the packages of a group for apt-get install: name=version
#   names   prints them without versions, for a mirror that has others
#   served  fails if Debian 12 has one of these versions no more, so that no image can be built; needs apt-get update before
#   check   fails if Debian 12 offers other versions; needs apt-get update before
#   update  rewrites the list with the versions that Debian 12 offers
set -eu
cd "$(dirname "$0")/.."
list=docker/apt.versions

fail() { echo "apt-versions: $*" >&2; exit 1; }

require_bookworm() {
    grep -qs '^VERSION_CODENAME=bookworm$' /etc/os-release || fail "run this on Debian 12, such as in debian:bookworm-slim"
}

# The packages of the list without their version at Debian.
unserved() {
    while read -r _ name version; do
        apt-cache madison "$name" | cut -d '|' -f 2 | tr -d ' ' | grep -qxF "$version" || echo "$name=$version"
    done <"$list"
}

offered() {
    while read -r group name _; do
        version=$(apt-cache policy "$name" | sed -n 's/^  Candidate: //p')
        [ -n "$version" ] || fail "Debian offers no $name. Run: apt-get update"
        echo "$group $name $version"
    done <"$list"
}

case "${1:-}" in
    list | names)
        packages=$(awk -v mode="$1" -v group="${2:-}" '$1 == group { print $2 (mode == "list" ? "=" $3 : "") }' "$list")
        [ -n "$packages" ] || fail "$list has no group ${2:-}"
        echo "$packages"
        ;;
    served)
        require_bookworm
        missing=$(unserved)
        [ -z "$missing" ] || fail "Debian does not serve these any more: scripts/apt-versions.sh update
$missing"
        ;;
    check)
        require_bookworm
        found=$(offered)
        echo "$found" | diff -U 0 "$list" - >&2 || fail "Debian offers other versions (+): scripts/apt-versions.sh update"
        ;;
    update) require_bookworm && found=$(offered) && echo "$found" >"$list" ;;
    *) sed -n '/^# usage/,/^set/{/^#/p;}' "$0" >&2; exit 2 ;;
esac
