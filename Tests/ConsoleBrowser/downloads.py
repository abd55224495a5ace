"""Downloads rejects with hostile texts by the links of the page: the files have these texts, and spreadsheets find no formula."""

import csv
import json
import time

FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def fetched(pages, form):
    """The file that the link of a form leads to, as it was downloaded."""
    folder = pages.console.folder / "downloads" / form
    folder.mkdir(parents=True)
    pages.browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    pages.go("/rejects")
    pages.browser.click(f"main a[href*='kind=tokens&as={form}']")
    for _ in range(300):
        files = list(folder.iterdir())
        if files and not any(file.name.endswith(".crdownload") for file in files):
            break
        time.sleep(0.1)
    names = [file.name for file in folder.iterdir()]
    name = "rejects-tokens." + ("ndjson" if form == "ndjson" else "csv")
    pages.expect(names == [name], f"the download {form} is {names}")
    pages.expect(pages.browser.evaluate("location.pathname") == "/rejects", "a download leads away from its page")
    return open(folder / name, newline="", encoding="utf-8")


def check(pages, texts):
    rows = list(csv.DictReader(fetched(pages, "csv")))
    pages.expect(set(texts) <= {row["reject_raw"] for row in rows}, "the CSV lacks texts")
    guarded = list(csv.DictReader(fetched(pages, "spreadsheet")))
    pages.expect(len(guarded) == len(rows), f"one file has {len(guarded)} rows, and the other {len(rows)}")
    formulas = [value for row in guarded for value in row.values() if value and value.startswith(FORMULAS)]
    pages.expect(not formulas, f"a spreadsheet would take {formulas[:3]} for formulas")
    objects = [json.loads(line) for line in fetched(pages, "ndjson").read().split("\n")[:-1]]
    pages.expect([item.get("reject_raw") for item in objects] == [row["reject_raw"] or None for row in rows], "NDJSON has other texts")
