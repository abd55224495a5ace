"""Texts of elsewhere in a real browser: the elements of each page are those that it has with harmless texts, and no script runs.

The database and the broker get rows and letters with harmless texts, then with hostile ones in the same places. The browser ignores the
Content-Security-Policy meanwhile, so that nothing but the escaping stands between a text and a script.
"""

import json
import os
import random
import subprocess
import time

import pika

import downloads

# The most texts on a page of sources or letters, and on one of rejects or actions.
PAGE, ROWS = 200, 100
KNOWN = [
    "<script>canary()</script>", "\"\u0301=1 autofocus tabindex=0 onfocus=canary() x=\"", "'\ufe0f><img src=x onerror=canary()>",
    "<\u200dsvg onload=canary()>", "&\u0301lt;b&gt;&#60;i&#62;", "</textarea></title></style></script><b>", "javascript:canary()",
    "\x1b[2J\x07", "\u202egpj.exe\u2066", "]]>--><!--<![CDATA[", "{{name}}${name}", "\ufeff", "a\r\nb\tc\n\ndata: <p>\nevent: look\n",
    "é🦄", "=cmd|' /C calc'!A0", "'; DROP TABLE tokens; --", "\u2028\u2029\u0085\u00a0", "%3Cscript%3E", "<a href=\"javascript:canary()\">",
    "<svg><animate onbegin=canary()>", "<iframe srcdoc=\"<script>parent.canary()</script>\">", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0>", "\" onmouseover=\"canary()", "</p></bdi></td></table>", "<details open ontoggle=canary()>",
]
SIGNS = list("<>\"'&/=` \\aon;#%-!") + ["\u0301", "\u200d", "\ufe0f", "\u202e", "\u2067", "\x08", "\n", "\r", "\t", "\u2028", "\ufeff", "é", "🦄"]
# What pages consist of.
ELEMENTS = set("HTML HEAD META TITLE LINK SCRIPT BODY A HEADER SPAN NAV UL OL LI B MAIN H1 H2 H3 P STRONG BDI BUTTON CODE DIV TABLE CAPTION "
               "THEAD TBODY TR TH TD TIME DL DT DD FORM INPUT LABEL PROGRESS FIGURE FIGCAPTION svg rect path SELECT OPTION TEXTAREA".split())
SKELETON = """[...document.querySelectorAll('*')].filter(e => !e.closest('#live')).map(e => e.tagName + [...e.attributes].map(a => ' ' + a.name
  + (['class', 'type', 'name', 'role', 'scope', 'method', 'action'].includes(a.name) ? '=' + a.value.replaceAll(' ', '_') : '')).join('')).join('\\n')"""


def made(count, seed=22):
    """Hostile texts, each of which begins with its number."""
    chance = random.Random(seed)
    texts = []
    for number in range(count):
        text = f"h{number:05}e"
        if number < len(KNOWN):
            texts.append(text + KNOWN[number])
            continue
        for _ in range(chance.randint(0, 6)):
            part = chance.choice(KNOWN) if chance.random() < 0.5 else "".join(chance.choices(SIGNS, k=chance.randint(1, 6)))
            text += part if len((text + part).encode()) <= 100 else ""
        texts.append(text)
    return texts


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


class Hostile:
    """The rows and letters of a trial, in a console's servers."""

    def __init__(self, pages, console):
        self.pages, self.browser, self.console = pages, pages.browser, console
        self.count = int(os.environ.get("HOSTILE_TEXTS", "10000"))
        self.seen = 0

    def sql(self, statements):
        file = self.console.folder / "hostile.sql"
        file.write_text(statements)
        self.console.run("psql", "--state", self.console.state, "--", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(file))

    def fill(self):
        """Sources, rejects and actions with the texts of a table of their own, `trial (number, words)`, which is harmless at first."""
        words = "'h' || lpad(number::text, 5, '0') || 'e'"
        identity = "(lpad(to_hex(number), 8, '0') || '-0000-4000-8000-000000000000')::uuid"
        self.sql(f"""
            BEGIN;
            CREATE TABLE trial AS SELECT number, {words} AS words FROM generate_series(0, {self.count - 1}) AS number;
            INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records, submitted_at)
                SELECT {identity}, words, 'tokens', 'csv', 100, now(), 1000, now() FROM trial;
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
                SELECT ('{0:08}-0000-4000-8000-000000000000')::uuid, 0, number + 1, words, words, words FROM trial WHERE number < {ROWS};
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
                SELECT (lpad(to_hex(number / {ROWS}), 8, '0') || '-0000-4000-8000-000000000000')::uuid, 0, number + 1, 'not-hex', words, words
                FROM trial WHERE number >= {ROWS};
            INSERT INTO etl.actions (actor, known_by, address, verb, selection, subjects, reason)
                SELECT words, 'system', words, 'submit', words, ARRAY[words], words FROM trial ORDER BY number;
            INSERT INTO etl.action_results (action_id, subject, outcome, detail)
                SELECT action_id, NULL, 'done', selection FROM etl.actions WHERE selection LIKE 'h_____e%';
            INSERT INTO etl.action_results (action_id, subject, outcome, detail)
                SELECT (SELECT max(action_id) FROM etl.actions), words, 'failed', words FROM trial;
            COMMIT;""")

    def turn(self, texts):
        """Puts hostile texts in the place of the harmless ones."""
        values = ",\n".join(f"({number}, {quoted(text)})" for number, text in enumerate(texts))
        plain = "'h' || lpad(trial.number::text, 5, '0') || 'e'"
        self.sql(f"""
            BEGIN;
            SET LOCAL standard_conforming_strings = on;
            TRUNCATE trial;
            INSERT INTO trial VALUES {values};
            UPDATE etl.sources SET uri = words FROM trial WHERE uri = {plain};
            UPDATE etl.rejects SET reason = CASE WHEN reason = {plain} THEN words ELSE reason END, field = words, raw = words FROM trial
                WHERE raw = {plain};
            UPDATE etl.actions SET actor = words, address = words, selection = words, subjects = ARRAY[words], reason = words FROM trial
                WHERE actor = {plain};
            UPDATE etl.action_results SET detail = words, subject = CASE WHEN subject IS NULL THEN NULL ELSE words END FROM trial
                WHERE detail = {plain};
            COMMIT;""")

    def letters(self, texts):
        """Publishes letters whose headers are texts, in the place of those that are dead."""
        connection = pika.BlockingConnection(pika.URLParameters(self.console.settings["RABBITMQ_URL"]))
        channel = connection.channel()
        channel.confirm_delivery()
        # A look holds letters at times.
        for _ in range(200):
            channel.queue_purge("etl.load.dead")
            if channel.queue_declare("etl.load.dead", passive=True).method.message_count == 0:
                break
            time.sleep(0.05)
        # The console reads letters again when their number has changed.
        self.wait("/dead?stage=load", "No dead letter")
        for number, text in enumerate(texts):
            reason = text if number < 300 else "one reason"
            headers = {"etl-reason": reason, "etl-error": text, "etl-uri": text, "etl-kind": text, "etl-sequence": number, "etl-records": 1}
            channel.basic_publish("", "etl.load.dead", b"x", pika.BasicProperties(message_id=text[:60], headers=headers, delivery_mode=2))
        connection.close()

    def skeletons(self, paths):
        """What each page consists of, after its scripts have run."""
        found = {}
        for path in paths:
            self.browser.call("Page.navigate", url=self.console.origin + path)
            ready = f"document.readyState === 'complete' && location.pathname + location.search === {json.dumps(path)}"
            self.pages.expect(self.browser.wait(ready), f"{path} is not shown")
            found[path] = self.browser.evaluate(SKELETON)
        return found

    def compare(self, plain, hostile, what):
        for path, skeleton in hostile.items():
            self.seen += 1
            self.pages.expect(skeleton == plain[path], f"{path} ({what}) consists of other elements: {difference(plain[path], skeleton)}")
            tags = [line.split(" ") for line in skeleton.split("\n")]
            others = {tag[0] for tag in tags} - ELEMENTS
            self.pages.expect(not others, f"{path} ({what}) has elements that no page has: {others}")
            self.pages.expect(not [tag for tag in tags if any(name.startswith("on") for name in tag[1:])], f"{path} ({what}) has a handler")

    def canary(self, what):
        self.pages.expect(self.browser.evaluate("window.canaries") == 0, f"a script of a text has run ({what})")
        self.pages.expect(not self.browser.parameters("Page.javascriptDialogOpening"), f"a text has opened a dialog ({what})")

    def wait(self, path, text):
        """Waits until a look has found a text."""
        self.wait_for(path, f"(document.body?.innerText ?? '').includes({json.dumps(text)})")

    def wait_for(self, path, condition):
        for _ in range(120):
            self.browser.call("Page.navigate", url=self.console.origin + path)
            if self.browser.wait(condition, seconds=1):
                return
        self.pages.expect(False, f"{path} never meets {condition}")

    def run(self):
        texts = made(self.count)
        start = "window.canaries = 0; window.canary = window.alert = () => { window.canaries += 1; };"
        script = self.browser.call("Page.addScriptToEvaluateOnNewDocument", source=start)["identifier"]
        self.browser.call("Page.setBypassCSP", enabled=True)
        try:
            self.rows(texts)
            self.dead(texts)
        finally:
            self.browser.call("Page.setBypassCSP", enabled=False)
            self.browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        return self.seen

    def rows(self, texts):
        self.fill()
        last = self.console.run("psql", "--state", self.console.state, "--", "-qAt", "-c", "SELECT max(action_id) FROM etl.actions").strip()
        paths = [f"/sources?state=in%20progress&page={page}" for page in range(1, self.count // PAGE + 1)]
        paths += [f"/rejects?source={number:08x}-0000-4000-8000-000000000000" for number in range(self.count // ROWS)]
        paths += [f"/sources/{number:08x}-0000-4000-8000-000000000000" for number in range(0, self.count, max(1, self.count // 50))]
        paths += [f"/log?before={int(last) + 1 - number}" for number in range(0, self.count, ROWS)]
        paths += [f"/log/{int(last) - number}" for number in range(1, self.count, max(1, self.count // 50))]
        paths += [f"/log/{last}", f"/log/{last}?only=failed", "/", "/rejects", "/coverage?kind=tokens", "/submit",
                  f"/sources/remove?id={0:08x}-0000-4000-8000-000000000000"]
        # More may be under way: those whose letters were replayed.
        found = "+(/in progress ([0-9,]+)/.exec(document.body?.innerText ?? '')?.[1] ?? '0').replaceAll(',', '')"
        self.wait_for("/sources?state=in%20progress", f"{found} >= {self.count}")
        # The charts begin a minute after the console.
        self.wait("/", "Records per second")
        # These come by themselves once they are counted, and the next ones some time later.
        self.wait("/rejects", "The rejects were counted")
        self.wait("/coverage?kind=tokens", "The blocks were looked at")
        plain = self.skeletons(paths)
        self.pages.expect(plain[paths[0]].count("TR") > PAGE, "the sources are not shown")
        self.turn(texts)
        self.wait("/sources?state=in%20progress&page=1", "canary()")
        self.wait("/rejects", "canary()")
        self.compare(plain, self.skeletons(paths), "rows")
        downloads.check(self.pages, texts)
        self.canary("rows")
        self.picture("/sources?state=in%20progress&page=1", "hostile-sources")
        self.picture(f"/rejects?source={0:08x}-0000-4000-8000-000000000000", "hostile-rejects")
        self.picture("/log", "hostile-log")

    def dead(self, texts):
        paths = [f"/dead?stage=load&page={page}" for page in range(1, self.count // PAGE + 1)] + ["/dead?stage=load&rest=1", "/dead/replay?reason=one%20reason"]
        self.letters([text[:7] for text in texts])
        self.wait("/dead?stage=load", f"{self.count:,} dead letters")
        plain = self.skeletons(paths)
        self.pages.expect(plain[paths[0]].count("TR") > PAGE, "the letters are not shown")
        self.letters(texts)
        self.wait("/dead?stage=load&page=1", "canary()")
        self.wait("/dead?stage=load", f"{self.count:,} dead letters")
        self.compare(plain, self.skeletons(paths), "letters")
        links = self.browser.evaluate("fetch('/dead?stage=load&page=1').then(a => a.text()).then(t => [...new DOMParser().parseFromString(t, 'text/html')"
                                      ".querySelectorAll('th a[href^=\"/dead/\"]')].map(a => a.getAttribute('href')))")
        one = None
        for path in links:
            found = self.skeletons([path])[path]
            one = one or found
            self.compare({path: one}, {path: found}, "letter")
        # A visit for each of them takes all letters out of their queue.
        whole = [f"{path}?whole=1" for path in links[:8]]
        one = self.skeletons(whole[:1])[whole[0]] if whole else ""
        self.pages.expect(one.count("TR") > 6, "the headers are not shown")
        self.compare({path: one for path in whole}, self.skeletons(whole), "whole letter")
        self.canary("letters")
        self.picture("/dead?stage=load&page=1", "hostile-letters")

    def picture(self, path, name):
        self.pages.emulate()
        self.pages.look(path, name, 1200)


def difference(plain, other):
    lines, others = plain.split("\n"), other.split("\n")
    place = next((n for n, (a, b) in enumerate(zip(lines, others)) if a != b), min(len(lines), len(others)))
    return f"{len(lines)} and {len(others)}, from {place}: {lines[place:place + 3]} and {others[place:place + 3]}"
