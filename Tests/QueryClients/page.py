"""The page at `/` in a browser: it runs its query, asks its own origin only, and breaks no policy."""

import json
import urllib.parse

from browser import Browser

RUN = "button.graphiql-execute-button"
# The text of the pane with the response; the editor itself draws only the lines that are seen.
RESPONSE = "(document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue() ?? '')"
SEEN = "(document.querySelector('.result-window')?.innerText ?? '')"
# A complete answer, or an error.
ANSWERED = f"(() => {{ try {{ return JSON.stringify(JSON.parse({RESPONSE})); }} catch {{ return ''; }} }})()"


def run(service, report, database):
    with Browser() as browser:
        browser.call("Page.navigate", url=f"{service.origin}/")
        if report.check(browser.wait(f"!!document.querySelector('{RUN}')"), "the page shows no button to run a query"):
            # The page asks for the schema at its start.
            loaded = browser.wait("!document.querySelector('.graphiql-spinner')")
            report.check(loaded, "the page still waits for the schema")
            browser.click(RUN)
            shows_rows(browser, report, database)
            knows_the_schema(browser, report)
        stays_at_home(browser, service, report)
        is_quiet(browser, report)


def shows_rows(browser, report, database):
    """The pane has the rows of the page's own query, which SQL gives too."""
    text = browser.wait(ANSWERED)
    if not report.check(text, f"the pane has no answer: {browser.evaluate(RESPONSE)[:300]}"):
        return
    answer = json.loads(text)
    nodes = answer.get("data", {}).get("tokenTransfers", {}).get("nodes", [])
    expected = database.lines("SELECT block_number, log_index FROM token_transfers ORDER BY 1 DESC, 2 DESC LIMIT 10")
    rows = [f"{node['blockNumber']}|{node['logIndex']}" for node in nodes]
    report.check(rows == expected, f"the pane has the rows {rows or text[:300]}, and SQL gives {expected}")
    seen = browser.evaluate(SEEN)
    report.check(expected[0].split("|")[0] in seen, f"the rows are not to be seen: {seen[:300]}")
    report.note(f"{len(rows)} rows in the pane")


def knows_the_schema(browser, report):
    """The documentation beside the editor lists the root type, which the page knows from introspection."""
    browser.click("button[aria-label='Show Documentation Explorer']")
    found = browser.wait("(document.querySelector('.graphiql-doc-explorer')?.innerText ?? '').includes('Query')")
    report.check(found, "the documentation does not show the type Query")


def stays_at_home(browser, service, report):
    """No request leaves the origin, and the service answers each."""
    asked = [event["request"]["url"] for event in browser.parameters("Network.requestWillBeSent")]
    away = [url for url in asked if not url.startswith((f"{service.origin}/", "data:", "about:"))]
    report.check(not away, f"requests leave the origin: {away}")
    answered = {urllib.parse.urlsplit(event["response"]["url"]).path: event["response"]["status"]
                for event in browser.parameters("Network.responseReceived")}
    report.check({"/", "/graphql", "/page.js"} <= {*answered}, f"the browser has asked for {sorted(answered)} only")
    report.check({*answered.values()} <= {200, 304}, f"answers that are none: {answered}")
    failed = [event.get("errorText") for event in browser.parameters("Network.loadingFailed")]
    report.check(not failed, f"requests have failed: {failed}")


def is_quiet(browser, report):
    """The console has no errors, and the log of the browser no violations of the policy."""
    for event in browser.parameters("Runtime.exceptionThrown"):
        report.check(False, f"an exception: {described(event['exceptionDetails'])}")
    for event in browser.parameters("Runtime.consoleAPICalled"):
        texts = [str(argument.get("value", argument.get("description"))) for argument in event["args"]]
        report.check(event["type"] not in ("error", "assert"), f"the console has: {' '.join(texts)[:500]}")
    for event in browser.parameters("Log.entryAdded"):
        entry = event["entry"]
        report.check(entry["level"] != "error" and entry["source"] != "security", f"the browser's log has: {entry}")


def described(details):
    return details.get("exception", {}).get("description", details["text"])
