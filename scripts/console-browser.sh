#!/usr/bin/env bash
# Looks at a page of each kind of the console in Chromium, on private servers (Tests/ConsoleBrowser): wide, at 320 pixels, dark, with reduced
# motion, and without script. axe-core checks them by the rules of WCAG 2.2 AA. Letters are replayed, also while the browser, the console, the
# broker or the database dies (SEED=number repeats the order). A file is submitted, and a source that nobody works on is found and submitted
# again. Then ten thousand hostile texts (HOSTILE_TEXTS) are shown. Pictures go to .build/console-pages.
#
# usage: scripts/console-browser.sh PROGRAMS_FOLDER
# Without Python, Chromium or axe-core, all is skipped.
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")/.."

what='the tests of the console in a browser'
scripts/python-environment.sh console-browser "$what" websockets==17.4 pika==1.3.2 || exit 0
environment=.build/console-browser
axe=$environment/axe.min.js
log=$environment.log
# The package carries axe-core 4.12.1, and needs nothing of what it depends on for that.
if [ ! -e "$axe" ]; then
    if ! "$environment/bin/pip" download --quiet --no-deps --dest "$environment/wheel" axe-playwright-python==0.1.8 >>"$log" 2>&1; then
        echo "skipping $what: pip could not fetch axe-playwright-python ($log)" >&2
        exit 0
    fi
    "$environment/bin/python" -m zipfile --extract "$environment"/wheel/*.whl "$environment/wheel/files"
    sha256sum --quiet --check - <<<"84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc  $environment/wheel/files/axe_playwright_python/axe.min.js"
    mv "$environment/wheel/files/axe_playwright_python/axe.min.js" "$axe"
fi
if ! scripts/optional-package.sh chromium chromium chromium-browser google-chrome >>"$log" 2>&1; then
    echo "skipping $what: Chromium is missing ($log)" >&2
    exit 0
fi

# The browser asks this machine only.
export NO_PROXY='*' PYTHONDONTWRITEBYTECODE=1
exec "$environment/bin/python" Tests/ConsoleBrowser/run.py "$programs" "$axe" .build/console-pages
