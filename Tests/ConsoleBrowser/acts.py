"""What an operator does in the pages, and what a page does by itself."""

import json
import time

from logins import Keyboard
from pages import shows


def replay(pages):
    """Finds the cause from the first page by two clicks, replays the letter, and is told what became of it."""
    browser = pages.browser
    pages.go("/")
    browser.click(".verdict a")
    pages.expect(browser.wait("location.pathname === '/dead'"), "the first click does not lead to the letters")
    browser.click("td a[href^='/dead/'], th a[href^='/dead/']")
    pages.expect(browser.wait(f"location.pathname.startsWith('/dead/') && {shows('source-unreadable')}"), "the second click does not tell why")
    browser.click("a.act[href^='/dead/replay']")
    pages.expect(browser.wait("location.pathname === '/dead/replay' && !!document.querySelector('form button')"), "there is no preview")
    browser.click("input[name=reason]")
    browser.call("Input.insertText", text="a fresh copy is there")
    # A double click.
    browser.click("main form button")
    try:
        browser.click("main form button", at_once=True)
    except RuntimeError:
        pass
    pages.expect(browser.wait("location.pathname === '/log/1'"), "the form does not lead to its action")
    pages.until("/log/1", f"{shows('done: 1 dead letter')} && {shows('a fresh copy is there')}")
    pages.go("/log")
    pages.expect(browser.evaluate("document.querySelectorAll('tbody tr').length") == 1, "the log does not have one action")


def tick(pages):
    """Ticks a letter, which rests the list, and comes to its preview, which cancels."""
    browser = pages.browser
    pages.go("/dead")
    browser.click("input[name=id]")
    pages.expect(browser.evaluate("document.querySelectorAll('input[name=id]:checked').length") == 1, "a letter cannot be ticked")
    browser.evaluate("document.activeElement.blur()")
    note = "document.getElementById('live').textContent"
    pages.expect(browser.wait(f"{note}.includes('rests while something is ticked')"), "the list does not rest")
    browser.click("button[formaction='/dead/replay']")
    pages.expect(browser.wait(f"location.search.startsWith('?ticked=1&id=') && {shows('Replay this letter')}"),
                 "the ticked letter does not come to its preview")


def submit(pages):
    """Looks at a file and submits it; signs of it are on the page of the action."""
    browser, sample = pages.browser, pages.console.folder / "sample"
    (sample / "more.csv").write_text(f"address,symbol,name,decimals,total_supply,block_number\n0x{'ab' * 20},MORE,More,18,1,1\n")
    pages.go("/submit")
    browser.click("#files")
    browser.call("Input.insertText", text="\n".join(str(sample / name) for name in ["tokens.csv", "more.csv", "none.csv"]))
    browser.click("form button")
    pages.expect(browser.wait(shows("1 of 3 files can be submitted; 1 is complete, 1 is refused.")), "the files are not looked at")
    for name, width, options in [("wide", 1200, {}), ("small", 320, {}), ("dark", 1200, {"dark": True})]:
        pages.emulate(width, **options)
        pages.judge(f"/submit checked {name}", width)
    pages.emulate()
    pages.expect(browser.evaluate(shows("complete: nothing happens")), "a known source is not told as such")
    browser.evaluate("document.querySelector('form button').scrollIntoView()")
    browser.click("form button")
    pages.expect(browser.wait("location.pathname.startsWith('/log/')"), "the submission does not lead to its action")
    path = browser.evaluate("location.pathname")
    pages.until(path, shows("done: 1 source"))
    pages.look(path, "action", 1200)


def discard_without_script(pages):
    """Without script, comes to a letter by links, and discards it by a form. A command brings it back."""
    browser, letters = pages.browser, pages.console.folder / "letters"
    pages.until("/dead", shows("1 dead letter,"))
    with pages.without_script():
        pages.go("/")
        for selector, path in [(".verdict a", "/dead"), ("th a[href^='/dead/']", "/dead/"), ("a.act[href^='/dead/discard']", "/dead/discard")]:
            browser.click(selector)
            pages.expect(pages.wait(f"location.pathname.startsWith({json.dumps(path)})"), f"{selector} leads nowhere without script")
        browser.click("main input[name=reason]")
        browser.call("Input.insertText", text="it will not be mended")
        browser.click("main form button")
        pages.expect(pages.wait("/^\\/log\\/[0-9]+$/.test(location.pathname)"), "the form does not lead to its action without script")
        pages.until(browser.evaluate("location.pathname"), f"{shows('done: 1 dead letter')} && {shows('it will not be mended')}")
        pages.until("/dead", shows("No dead letters."))
    kept = [file.name for file in letters.iterdir() if file.suffix == ".json"]
    pages.expect(len(kept) == 1, f"a letter was discarded, and these are kept: {kept}")
    pages.console.run("dead-letters", "import", str(letters), settings=pages.console.settings)
    pages.until("/dead", shows("1 dead letter,"))


def copy(pages):
    """Copies the command of a page by a click, and that of another by the keyboard."""
    browser, keys = pages.browser, Keyboard(pages.browser)
    browser.call("Browser.grantPermissions", origin=pages.console.origin, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    # Only a page that has the focus may use the clipboard.
    browser.call("Emulation.setFocusEmulationEnabled", enabled=True)
    button = ".twin button[data-command]"
    for path, command in [("/log", "etl log"), ("/submit", "etl submit FILE")]:
        pages.go(path)
        pages.expect(browser.wait(f"document.querySelector({json.dumps(button)})?.hidden === false"), f"{path} has no button to copy its command")
        if path == "/log":
            browser.click(button)
        else:
            pages.expect(keys.reach(button), "the keyboard does not reach the button to copy")
            keys.press("Enter")
        pages.expect(browser.wait("document.querySelector('.twin [aria-live]').textContent === 'Copied.'"), f"{path} does not tell that it was copied")
        copied = browser.evaluate("navigator.clipboard.readText()")
        pages.expect(copied == f"{command} --state {pages.console.state}", f"{path} copies {copied!r}")
        pages.judge(f"{path} copied", 1200)
        pages.expect(browser.wait("document.querySelector('.twin [aria-live]').textContent === ''"), f"{path} tells it for ever")
    browser.call("Emulation.setFocusEmulationEnabled", enabled=False)


def live(pages):
    """A page follows the looks by itself, until it is paused."""
    browser = pages.browser
    pages.go("/")
    note = "document.getElementById('live').textContent"
    first = browser.wait(f"{note}.startsWith('Live: looked at ') && {note}")
    pages.expect(first and browser.wait(f"{note}.startsWith('Live: ') && {note} !== {json.dumps(first)}"), "the page is not live")
    browser.click("#pause")
    pages.expect(browser.wait(f"{note}.startsWith('Paused at ')"), "the page does not pause")
    paused = browser.evaluate(note)
    time.sleep(5)
    pages.expect(browser.evaluate(note) == paused, "a paused page goes on")
