#!/usr/bin/env bash
# Prints the state directory of the generated sample. It is not the default of `etl`: generated records must never mix
# with real ones in a database.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
    echo /var/lib/token-etl-sample
else
    echo "${XDG_STATE_HOME:-$HOME/.local/state}/token-etl-sample"
fi
