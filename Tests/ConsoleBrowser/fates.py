"""Letters whose cause is not mended die again, and those whose cause is mended are loaded: the page of the action tells both."""

import csv

from pages import shows

# The records of each batch.
BATCH = 100
# The ids of the letters that a page lists.
LETTERS = "[...document.querySelectorAll('th a[href^=\"/dead/\"]')].map(link => link.textContent.trim())"


class Refused:
    """A file of which every batch is dead, because the database refuses new rows."""

    def __init__(self, pages):
        self.pages, self.console = pages, pages.console
        folder = self.console.folder / "refused"
        self.console.run("sample", "--transfers", "20000", "--tokens", "100", "--seed", "22", "--clean", str(folder))
        file = folder / "token_transfers.csv"
        with open(file, newline="", encoding="utf-8") as text:
            self.records = sum(1 for row in csv.reader(text) if row) - 1
        self.batches = -(-self.records // BATCH)
        self.stored = self.rows()
        self.console.sql("ALTER TABLE token_transfers ADD CONSTRAINT refusal CHECK (false) NOT VALID")
        self.console.run("submit", "--batch-records", str(BATCH), str(file), settings=self.console.settings)
        pages.until("/dead?stage=load", self.are_dead(self.batches), seconds=180)

    def mend(self):
        self.console.sql("ALTER TABLE token_transfers DROP CONSTRAINT refusal")

    def rows(self):
        return int(self.console.sql("SELECT count(*) FROM token_transfers"))

    def loaded(self):
        """Its batches in the ledger, and their records and rows."""
        text = self.console.sql("SELECT count(*), coalesce(sum(records), 0), coalesce(sum(loaded), 0) FROM etl.batches JOIN etl.sources USING (source_id) "
                                "WHERE uri LIKE '%/refused/token_transfers.csv'")
        return [int(part) for part in text.split("|")]

    @staticmethod
    def are_dead(count):
        """The condition that a page of letters has so many."""
        return shows(f"{count:,} dead letters, ")


def fill_in(pages, ids, reason):
    """Comes to the preview of letters, and fills in why; whether there is a form."""
    pages.go("/dead/replay?ticked=1" + "".join(f"&id={id}" for id in ids))
    if not pages.browser.evaluate("!!document.querySelector('main form button')"):
        return False
    pages.browser.click("main input[name=reason]")
    pages.browser.call("Input.insertText", text=reason)
    return True


def replay(pages, letter, reason):
    """Replays a letter in the page, and returns the path of its action."""
    pages.expect(fill_in(pages, [letter], reason), f"the letter {letter} has no preview")
    pages.browser.click("main form button")
    pages.expect(pages.wait("location.pathname.startsWith('/log/')"), "the form does not lead to its action")
    return pages.browser.evaluate("location.pathname")


def check(pages, stages):
    """One letter is replayed too early, and again when the cause is mended. Returns the file with the other letters."""
    refused = Refused(pages)
    pages.go("/dead?stage=load")
    letter = pages.browser.evaluate(LETTERS)[0]
    # A console that has not seen a letter go does not see that another one comes: the letter waits for its loader.
    stages.stop("loader")
    path = replay(pages, letter, "too early")
    pages.until(path, shows("done: 1 dead letter. Since then: 1 under way."))
    pages.until("/dead?stage=load", refused.are_dead(refused.batches - 1))
    stages.start("loader")
    pages.until(path, shows("Since then: 1 died again."))
    pages.browser.click("tbody td a[href^='/dead/']")
    pages.expect(pages.wait(f"location.pathname.startsWith('/dead/') && {shows('was replayed once before')}"), "the new letter is not told")
    again = pages.browser.evaluate("location.pathname").split("/")[-1]
    pages.expect(again != letter, "a letter that has died again is the one before")
    refused.mend()
    path = replay(pages, again, "the database takes it now")
    pages.until(path, shows("done: 1 dead letter. Since then: 1 loaded."))
    cells = "[...document.querySelectorAll('tbody td')].map(cell => cell.textContent)"
    pages.expect("loaded" in pages.browser.evaluate(cells), "the result does not tell that the letter is loaded")
    pages.expect(refused.loaded()[0] == 1, f"{refused.loaded()} batches are loaded, and not the one of the letter")
    pages.until("/dead?stage=load", refused.are_dead(refused.batches - 1))
    return refused
