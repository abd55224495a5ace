"""Looks at a page of each kind of the console in Chromium, acts in them, and logs in.

usage: run.py PROGRAMS_FOLDER AXE.JS PICTURES_FOLDER
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("Tests/ConsoleBrowser", "Tests/QueryClients", "Bench/Console")]
from browser import Browser
from console import Console
from hostile import Hostile
from pages import Pages, Tally
from servers import Servers
from stages import Stages
from struck import Struck
import acts
import fates
import logins
import looks
import stuck


def main(programs, axe, pictures):
    pictures = pathlib.Path(pictures)
    pictures.mkdir(parents=True, exist_ok=True)
    with Console(programs) as console, Browser() as browser:
        tally = Tally()
        pages = Pages(browser, console, pathlib.Path(axe).read_text(), pictures, tally)
        looks.look_at(pages, [looks.STRANGER])
        pages.open_link()
        pages.until("/", "!!document.querySelector('.verdict a')")
        kinds = looks.kinds(pages)
        slowest = looks.look_at(pages, kinds)
        session = pages.cookie()
        pages.expect(session and session["httpOnly"] and session["secure"] and session["sameSite"] == "Lax", f"the cookie is {session}")
        heaviest = max(pages.weigh(kind.path, session) for kind in kinds if kind.status == 200)
        acts.live(pages)
        acts.copy(pages)
        acts.tick(pages)
        acts.replay(pages)
        acts.submit(pages)
        acts.discard_without_script(pages)
        kinds_of_log = looks.kinds_of_log(pages)
        looks.look_at(pages, kinds_of_log)
        with Servers(console) as servers, Stages(console) as stages:
            left = Struck(pages, fates.check(pages, stages), stages, servers).run()
        # The servers that were started again are gone.
        console.stop()
        console.serve()
        pages.open_link()
        stuck.check(pages)
        # Hostile texts are shown without the policy, about which the browser would complain.
        complaints = [entry for entry in browser.parameters("Log.entryAdded") if "Content Security Policy" in json.dumps(entry)]
        pages.expect(not complaints, f"the browser complains: {complaints}")
        console.stop()
        console.serve("--logins", console.logins)
        logins.check(pages)
        console.stop()
        console.serve()
        pages.open_link()
        compared = Hostile(pages, console).run()
    print(f"console: {tally.checks} checks of {len(kinds) + len(kinds_of_log) + 1} pages, {len(tally.faults)} faults; {compared} pages with hostile texts; "
          f"the heaviest page has {heaviest} bytes, compressed; the slowest first paint takes {slowest:.0f} ms; a killed console left {left} letters; "
          f"pictures in {pictures}")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
