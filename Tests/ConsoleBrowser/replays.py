"""An operator replays letters in the pages of a console, and sends forms once more."""

import collections
import json
import time

from fates import LETTERS, fill_in
from pages import Pages, shows

# The longest wait for letters, in seconds.
PATIENCE = 180
# A form that is filled in: its secret, its reason, and the address of its preview.
Form = collections.namedtuple("Form", "secret reason address")
FORM = "[document.querySelector('main input[name=form]').value, location.pathname + location.search]"
# Sends a form that is not shown any more, as a browser does that restores its pages.
SEND = """(fields => { const form = document.createElement('form'); form.method = 'post'; form.action = '/dead/replay';
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input'); field.type = 'hidden'; field.name = name; field.value = value; form.append(field); }
  document.body.append(form); form.submit(); })"""


def done(count):
    """The condition that the page of an action tells the end of all its letters."""
    return shows(f"done: {count} dead letter{'' if count == 1 else 's'}. Since then: {count} loaded.")


class Replays:
    """The forms that were filled in so far, by browsers with sessions of one console."""

    def __init__(self, pages, console):
        self.first, self.console, self.forms = pages, console, []

    def opened(self, browser, cookie=None):
        """The pages of a browser that opens the next link, or goes on with a session."""
        pages = Pages(browser, self.console, self.first.axe, self.first.pictures, self.first.tally)
        if cookie is None:
            pages.open_link()
            self.console.tell()
        else:
            browser.call("Network.setCookie", name=cookie["name"], value=cookie["value"], url=self.console.origin, path="/", secure=True, httpOnly=True)
            pages.go("/log")
        return pages

    def fill_in(self, pages, ids):
        """Comes to the preview of letters once the console has seen all of them, and fills in why."""
        pages.until("/dead?stage=load", f"{json.dumps(sorted(ids))}.every(id => {LETTERS}.includes(id))", seconds=PATIENCE)
        reason = f"struck {len(self.forms)}"
        pages.expect(fill_in(pages, ids, reason), f"{len(ids)} letters have no preview")
        secret, address = pages.browser.evaluate(FORM)
        self.forms.append(Form(secret, reason, address))
        return self.forms[-1]

    def click(self, pages):
        """Sends the form that is shown; the path of its action."""
        pages.browser.click("main form button")
        return self.led_to(pages)

    def send_again(self, pages, form):
        pages.browser.evaluate(f"{SEND}({json.dumps({'form': form.secret, 'reason': form.reason})})")
        return self.led_to(pages)

    @staticmethod
    def led_to(pages):
        path = pages.wait("/^\\/log\\/[0-9]+$/.test(location.pathname) && location.pathname", seconds=60)
        if not path:
            raise RuntimeError(f"a form does not lead to its action: {pages.browser.evaluate('document.body?.innerText')}")
        return path

    def replay_rest(self, pages, ids, left):
        """Replays those of some letters that a killed console has left, at least a number of them. Returns how many there were."""
        listed = f"{json.dumps(sorted(ids))}.filter(id => {LETTERS}.includes(id))"
        pages.until("/dead?stage=load", f"{listed}.length >= {left}", seconds=PATIENCE)
        rest = pages.browser.evaluate(listed)
        self.fill_in(pages, rest)
        pages.until(self.click(pages), done(len(rest)), seconds=PATIENCE)
        pages.until("/dead?stage=load", f"{listed}.length === 0", seconds=PATIENCE)
        return len(rest)
