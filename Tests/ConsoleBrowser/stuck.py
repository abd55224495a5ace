"""A source whose messages are lost: it is found from the first page by two clicks, submitted again in its page, and loaded."""

import json
import shutil

import pika

from pages import shows
from stages import Stages

COMMAND = "etl sources resubmit"


def lose(console):
    """Submits a file, and loses its message. It was submitted two hours ago. Returns the file and the id of its source."""
    folder, file = console.folder / "lost", console.folder / "sample" / "lost.csv"
    console.run("sample", "--transfers", "300", "--tokens", "20", "--seed", "23", str(folder))
    shutil.copy(folder / "token_transfers.csv", file)
    console.run("submit", str(file), settings=console.settings)
    with pika.BlockingConnection(pika.URLParameters(console.settings["RABBITMQ_URL"])) as connection:
        connection.channel().queue_purge("etl.extract")
    return file, console.sql("UPDATE etl.sources SET (registered_at, submitted_at) = (now() - interval '3 h', now() - interval '2 h') "
                             f"WHERE uri = '{file}' RETURNING source_id")


def find(pages, file, source):
    """Two clicks lead to the page of the source, which tells the trouble and the remedy."""
    browser = pages.browser
    pages.until("/", shows(f"Not well: nobody works on {file.name}."))
    browser.click(".verdict a")
    pages.expect(browser.wait(f"location.pathname + location.search === '/sources?state=stuck' && {shows(file.name)}"),
                 "the first click does not lead to what is stuck")
    browser.click("tbody th a[href^='/sources/']")
    pages.expect(browser.wait(f"location.pathname === '/sources/{source}'"), "the second click does not lead to the source")
    for text in (str(file), "nobody works on it: ", f"{COMMAND} {source[:13]}"):
        pages.expect(browser.wait(shows(text), seconds=5), f"the page of a stuck source lacks {text}")
    for name, width in [("small", 320), ("wide", 1200)]:
        pages.emulate(width)
        pages.judge(f"a stuck source {name}", width)


def find_the_rest(pages):
    """Beside that, the cause of a dead letter and the files of a reject are two clicks away."""
    browser = pages.browser
    for path, second, cause in [("/dead", "th a[href^='/dead/']", shows("source-unreadable")),
                                ("/rejects", "a[href^='/rejects?reason=']", "!!document.querySelector('main table a[href^=\"/sources/\"]')")]:
        pages.go("/")
        browser.click(f"header nav a[href='{path}']")
        pages.expect(browser.wait(f"location.pathname === '{path}' && !!document.querySelector({json.dumps('main ' + second)})"),
                     f"the first click does not lead to {path}")
        browser.click(f"main {second}")
        pages.expect(browser.wait(f"location.pathname + location.search !== '{path}' && {cause}"), f"the second click does not tell the cause ({path})")


def submit_again(pages, source):
    """The button beside the trouble submits the source again, and the page of the action tells so."""
    browser = pages.browser
    pages.go(f"/sources/{source}")
    browser.click("a.act[href^='/sources/resubmit']")
    pages.expect(browser.wait(f"location.pathname === '/sources/resubmit' && {shows(f'{COMMAND} {source}')}"), "the button does not lead to a preview")
    browser.click("main form button")
    pages.expect(pages.wait("location.pathname.startsWith('/log/')"), "the form does not lead to its action")
    pages.until(browser.evaluate("location.pathname"), shows("done: 1 source"))
    pages.until("/", f"!{shows('nobody works on')}")


def check(pages):
    """All of it, beside rejects and dead letters, and without services until the source is submitted again."""
    file, source = lose(pages.console)
    find(pages, file, source)
    find_the_rest(pages)
    submit_again(pages, source)
    with Stages(pages.console):
        pages.until(f"/sources/{source}", shows("complete: "))
    batches, loaded = pages.console.sql("SELECT batches, (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id) "
                                        f"FROM etl.sources AS source WHERE source_id = '{source}'").split("|")
    pages.expect(batches == loaded, f"{loaded} of {batches} batches of the source that was lost are loaded")
