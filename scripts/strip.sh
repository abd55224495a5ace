#!/usr/bin/env bash
# Strips the programs of a build, and keeps what was linked as their debug files, where perf and gdb find them.
# usage: scripts/strip.sh restore|strip [DIRECTORY]   (of the built programs, .build/release)
#
# `restore` puts the linked files back before a build: Swift links a program again if its file has changed since. So a build
# in between with `swift build` alone does no harm either; it links the programs once more.
set -euo pipefail
cd "$(dirname "$0")/.."
action=${1:-}
directory=${2:-.build/release}
# A name that debuggers look up beside a program (GDB manual, Separate Debug Files).
debug=$directory/.debug
programs=(extractor transformer loader graphql console etl)

# Whether a program is one that this script has stripped.
is_stripped() { readelf --wide --section-headers "$1" | grep -q ' \.gnu_debuglink '; }

# A rename changes neither the size nor the times of a file, by which Swift recognises it.
restore() {
    local program=$1
    if [ ! -e "$debug/$program.debug" ]; then return; fi
    if [ -e "$directory/$program" ] && ! is_stripped "$directory/$program"; then
        # Linked since.
        rm "$debug/$program.debug"
    else
        mv "$debug/$program.debug" "$directory/$program"
    fi
}

strip_program() {
    local program=$1
    if [ ! -e "$directory/$program" ] || is_stripped "$directory/$program"; then return; fi
    mkdir -p "$debug"
    # Two names of one file, until the stripped one takes the first: the program is never missing.
    ln -f "$directory/$program" "$debug/$program.debug"
    objcopy --strip-all --add-gnu-debuglink="$debug/$program.debug" "$debug/$program.debug" "$debug/$program.stripped"
    mv "$debug/$program.stripped" "$directory/$program"
}

for program in "${programs[@]}"; do
    case $action in
        restore) restore "$program" ;;
        strip) strip_program "$program" ;;
        *) echo "usage: scripts/strip.sh restore|strip [DIRECTORY]" >&2; exit 2 ;;
    esac
done
