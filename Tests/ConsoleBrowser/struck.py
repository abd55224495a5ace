"""Letters are replayed in a page, while the browser or the console is killed: none is lost or acted on twice, and nothing is unlogged."""

import re
import time

from browser import Browser
from fates import LETTERS, fill_in
from pages import Pages, shows
from stages import SecondConsole

# The longest wait for all letters, in seconds.
PATIENCE = 180


class Struck:
    """The letters of a file, and who replays them in which browser."""

    def __init__(self, pages, refused):
        self.first, self.refused, self.console = pages, refused, SecondConsole(pages.console)
        self.sent, self.kills, self.left = 0, 0, None

    def run(self):
        """Returns how many letters the killed console has left."""
        self.first.go("/dead?stage=load")
        ids = self.first.browser.evaluate(LETTERS)
        self.first.expect(len(ids) == self.refused.batches - 1, f"{len(ids)} letters are listed of {self.refused.batches - 1}")
        half = len(ids) // 2
        try:
            self.console.start()
            self.kill_browser(ids[:half])
            self.kill_console(ids[half:])
        finally:
            self.console.kill()
        self.check(ids)
        return self.left

    def opened(self, browser):
        """The pages of a browser that opens the next link."""
        pages = Pages(browser, self.console, self.first.axe, self.first.pictures, self.first.tally)
        pages.open_link()
        self.console.tell()
        return pages

    def newest(self, pages, cookie):
        """The number of the newest action, without the browser: it may be busy with the form."""
        return max(map(int, re.findall(r'href="/log/(\d+)"', pages.fetch("/log", cookie).decode())), default=0)

    def send(self, pages, ids):
        """Sends the form of a preview. Returns the number of its action as soon as the log has it; None if no letter is there any more."""
        cookie = pages.cookie()
        before = self.newest(pages, cookie)
        if not fill_in(pages, ids, f"struck {self.sent}"):
            return None
        pages.browser.click("main form button")
        self.sent += 1
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if (number := self.newest(pages, cookie)) > before:
                return number
        raise RuntimeError("a form was sent, and the log has no action of it")

    def shown(self, pages):
        """The letters that a page lists, once a look has ended."""
        pages.until("/dead?stage=load", f"{shows('No dead letter')} || {LETTERS}.length > 0")
        return pages.browser.evaluate(LETTERS)

    def kill_browser(self, ids):
        """The browser dies as soon as the action is in the log; another one is told the end."""
        with Browser() as browser:
            pages = self.opened(browser)
            self.shown(pages)
            number = self.send(pages, ids)
            browser.process.kill()
        with Browser() as browser:
            self.opened(browser).until(f"/log/{number}", shows(f"dead letters. Since then: {len(ids)} loaded."))

    def kill_console(self, ids):
        """The console dies as soon as the action is in the log; the next one replays what is left."""
        with Browser() as browser:
            pages = self.opened(browser)
            self.shown(pages)
            number = self.send(pages, ids)
            self.console.kill()
            self.kills += 1
            self.console.start()
            pages = self.opened(browser)
            pages.until(f"/log/{number}", shows(f"struck {self.sent - 1}"))
            self.replay_rest(pages)

    def replay_rest(self, pages):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ids = self.shown(pages)
            self.left = len(ids) if self.left is None else self.left
            if not ids and self.refused.loaded()[0] == self.refused.batches:
                return
            if ids and (number := self.send(pages, ids)):
                pages.until(f"/log/{number}", shows("done: "))
            time.sleep(0.5)
        self.first.expect(False, f"{self.refused.loaded()[0]} of {self.refused.batches} batches are loaded after {PATIENCE} s")

    def check(self, ids):
        expect, sql = self.first.expect, self.first.console.sql
        unlogged = set(ids) - set(sql("SELECT DISTINCT unnest(subjects) FROM etl.actions WHERE reason LIKE 'struck %'").split())
        expect(not unlogged, f"{len(unlogged)} letters were replayed, and are not in the log")
        actions = int(sql("SELECT count(*) FROM etl.actions WHERE reason LIKE 'struck %'"))
        expect(actions == self.sent, f"{self.sent} forms were {actions} actions")
        open_actions = int(sql("SELECT count(*) FROM etl.actions AS action WHERE reason LIKE 'struck %' AND NOT EXISTS ("
                               "SELECT FROM etl.action_results AS result WHERE result.action_id = action.action_id AND subject IS NULL)"))
        expect(open_actions <= self.kills, f"{open_actions} actions have no end, and {self.kills} consoles were killed")
        # Between a move and its confirmation, a kill leaves a letter in both queues: one for each.
        twice = int(sql("SELECT count(*) FROM (SELECT subject FROM etl.action_results JOIN etl.actions USING (action_id) WHERE subject IS NOT NULL "
                        "AND outcome = 'done' AND reason LIKE 'struck %' GROUP BY subject HAVING count(*) > 1) AS twice"))
        expect(twice <= self.kills, f"{twice} letters were replayed twice, and {self.kills} consoles were killed")
        batches, records, loaded = self.refused.loaded()
        expect(batches == self.refused.batches and records == self.refused.records, f"{batches} batches of {records} records are in the ledger")
        stored = self.refused.rows() - self.refused.stored
        expect(stored == loaded, f"{stored} rows are stored, and the ledger has {loaded}")
