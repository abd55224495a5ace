"""Looks at every page of the console in Chromium, replays a letter, and logs in.

usage: run.py PROGRAMS_FOLDER AXE.JS PICTURES_FOLDER
"""

import json
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent.parent / "QueryClients")]
from browser import Browser
from console import Console
from hostile import Hostile
from pages import Pages, Tally
import acts
import logins


def pages_of(browser):
    """The pages, with one source and one letter."""
    found = browser.evaluate("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href')).find(h => h.startsWith('/sources/'))")
    return ["/", "/sources", "/sources?state=incomplete", found, "/coverage", "/rejects", "/rejects?reason=not-hex", "/dead", "/dead?tick=page",
            "/submit", f"/sources/resubmit?id={found.split('/')[-1]}", f"/sources/remove?id={found.split('/')[-1]}", "/log"]


def main(programs, axe, pictures):
    pictures = pathlib.Path(pictures)
    pictures.mkdir(parents=True, exist_ok=True)
    with Console(programs) as console, Browser() as browser:
        tally = Tally()
        pages = Pages(browser, console, pathlib.Path(axe).read_text(), pictures, tally)
        pages.open_link()
        pages.until("/", "!!document.querySelector('.verdict a')")
        paths = pages_of(browser)
        for name, width, options in [("wide", 1200, {}), ("small", 320, {}), ("dark", 1200, {"dark": True}), ("calm", 1200, {"calm": True})]:
            pages.emulate(width, **options)
            for path in paths:
                pages.look(path, name, width)
        pages.emulate()
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        for path in paths:
            browser.call("Page.navigate", url=console.origin + path)
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
        session = pages.cookie()
        pages.expect(session and session["httpOnly"] and session["secure"] and session["sameSite"] == "Lax", f"the cookie is {session}")
        heaviest = max(pages.weigh(path, session) for path in paths)
        acts.live(pages)
        acts.tick(pages)
        acts.replay(pages)
        acts.submit(pages)
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
    print(f"console: {tally.checks} checks of {len(paths)} pages, {len(tally.faults)} faults; {compared} pages with hostile texts; the heaviest page "
          f"has {heaviest} bytes, compressed; pictures in {pictures}")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
