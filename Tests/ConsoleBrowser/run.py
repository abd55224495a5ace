"""Looks at every page of the console in Chromium, replays a letter, and logs in.

usage: run.py PROGRAMS_FOLDER AXE.JS PICTURES_FOLDER
"""

import base64
import gzip
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent.parent / "QueryClients")]
from browser import Browser
from database import environment
from hostile import Hostile
import logins

# All rules of WCAG 2.2 AA that axe-core can check.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The bytes of a page with its style, compressed.
MOST_BYTES = 30_000
# A file name that would be markup, and turn the text behind it.
HOSTILE = "</td><script>alert(1)</script>\"\u0301 onfocus=alert(1)\u202e.csv"


class Console:
    """`etl console` on private servers that have loaded a sample, and failed to load a damaged file."""

    def __init__(self, programs):
        self.etl = str(pathlib.Path(programs) / "etl")

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="console-browser-"))
        self.folder.chmod(0o755)
        try:
            self.prepare()
            self.serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def prepare(self):
        sample = self.folder / "sample"
        self.run("sample", "--transfers", "20000", "--tokens", "500", str(sample))
        self.run("run", "--state", self.state, *map(str, sorted(sample.glob("*.csv"))))
        for name, part in [("damaged.csv.gz", 2), ("broken.csv.gz", 3)]:
            damaged = bytearray(gzip.compress((sample / "token_transfers.csv").read_bytes()))
            damaged[len(damaged) // part] ^= 0x55
            (sample / name).write_bytes(damaged)
        hostile = sample / HOSTILE.replace("/", "\u2215")
        hostile.write_text("address,symbol,name,decimals,total_supply,block_number\n0x1,\"<b>\"\"\u0301\",<img src=x onerror=alert(1)>,1,1,1\n")
        self.run("run", "--state", self.state, str(hostile), expect=0)
        self.run("run", "--state", self.state, str(sample / "damaged.csv.gz"), str(sample / "broken.csv.gz"), expect=1)
        for name, role in [("ana", "operator"), ("bob", "reader")]:
            self.run("logins", "add", self.logins, name, "--role", role, typed=logins.PASSWORD + "\n")

    @property
    def state(self):
        return str(self.folder / "state")

    @property
    def logins(self):
        return str(self.folder / "logins")

    def run(self, *arguments, expect=0, typed=""):
        done = subprocess.run([self.etl, *arguments], env=environment(), input=typed, capture_output=True, text=True)
        if done.returncode != expect:
            raise RuntimeError(f"etl {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def serve(self, *arguments):
        self.process = subprocess.Popen(
            [self.etl, "console", "--state", self.state, "--", "--listen", "127.0.0.1:0", "--operator", "--exports", str(self.folder / "letters"),
             "--source-root", str(self.folder / "sample"), "--graphql-url", "http://127.0.0.1:8080/", *arguments],
            env=environment(LOG_FORMAT="json", HTTP_PORT="0"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        secret = "" if arguments else r"\?token=[0-9a-f]{64}"
        found = re.fullmatch(rf"console: open (http://127\.0\.0\.1:[0-9]+)/{secret}\n", line)
        if not found:
            raise RuntimeError(f"the console has not told its link: {line!r}")
        self.link, self.origin = line.split()[-1], found[1]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __exit__(self, *_):
        if hasattr(self, "process"):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Pages:
    """The checks of one browser with a session."""

    def __init__(self, browser, console, axe, pictures):
        self.browser, self.console, self.axe, self.pictures = browser, console, axe, pictures
        self.faults, self.checks = [], 0

    def expect(self, is_so, what):
        self.checks += 1
        if not is_so:
            self.faults.append(what)
            print(f"fault: {what}", file=sys.stderr)

    def go(self, path):
        self.browser.call("Page.navigate", url=self.console.origin + path)
        loaded = self.browser.wait(f"document.readyState === 'complete' && location.pathname + location.search === {json.dumps(path)}")
        self.expect(loaded, f"{path} is not shown")

    def emulate(self, width=1200, dark=False, calm=False):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self.browser.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}])

    def look(self, path, name, width, has_verdict=True):
        self.go(path)
        if has_verdict:
            self.expect(self.browser.evaluate("document.querySelectorAll('h1').length === 1 && !!document.querySelector('.verdict strong')"),
                        f"{path} ({name}) does not begin with a sentence")
        self.judge(f"{path} {name}", width)

    def judge(self, name, width):
        """Judges the page that is shown."""
        content = "document.documentElement.scrollWidth"
        self.expect(self.browser.evaluate(content) <= width, f"{name} is wider than {width} pixels")
        self.expect(self.browser.evaluate("document.querySelectorAll('script:not([src=%s]), img, [onfocus], [onerror]').length === 0" % '"/live.js"'),
                    f"{name} has markup that nobody has written")
        found = self.browser.evaluate(
            f"{self.axe};axe.run({{runOnly:{json.dumps(RULES)}}}).then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.html.slice(0, 200)).join(' ')))")
        self.expect(found == [], f"{name}: {found}")
        picture = self.browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        (self.pictures / f"{file or 'flow'}.png").write_bytes(base64.b64decode(picture))

    def weigh(self, path, cookie):
        """The page and its style as a proxy would compress them, and the time to its first paint."""
        sizes = []
        for part in (path, "/style.css"):
            request = urllib.request.Request(self.console.origin + part, headers={"Cookie": cookie})
            with urllib.request.urlopen(request, timeout=30) as answer:
                sizes.append(len(gzip.compress(answer.read())))
        self.expect(sum(sizes) <= MOST_BYTES, f"{path} has {sizes} bytes, compressed")
        return sum(sizes)


def pages_of(browser):
    """The pages, with one source and one letter."""
    found = browser.evaluate("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href')).find(h => h.startsWith('/sources/'))")
    return ["/", "/sources", "/sources?state=incomplete", found, "/coverage", "/rejects", "/rejects?reason=not-hex", "/dead", "/dead?tick=page",
            "/submit", f"/sources/resubmit?id={found.split('/')[-1]}", f"/sources/remove?id={found.split('/')[-1]}", "/log"]


def replay(pages):
    """Finds the cause from the first page by two clicks, replays the letter, and is told what became of it."""
    browser = pages.browser
    pages.go("/")
    browser.click(".verdict a")
    pages.expect(browser.wait("location.pathname === '/dead'"), "the first click does not lead to the letters")
    browser.click("td a[href^='/dead/'], th a[href^='/dead/']")
    pages.expect(browser.wait("location.pathname.startsWith('/dead/') && (document.body?.innerText ?? '').includes('source-unreadable')"), "the second click does not tell why")
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
    for _ in range(100):
        pages.go("/log/1")
        if browser.evaluate("(document.body?.innerText ?? '').includes('done: 1 dead letter')"):
            break
        time.sleep(0.2)
    text = browser.evaluate("(document.body?.innerText ?? '')")
    pages.expect("done: 1 dead letter" in text and "a fresh copy is there" in text, f"the action is not told: {text}")
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
    pages.expect(browser.wait("location.search.startsWith('?ticked=1&id=') && (document.body?.innerText ?? '').includes('Replay this letter')"),
                 "the ticked letter does not come to its preview")


def submit(pages, axe_name="checked"):
    """Looks at a file and submits it; signs of it are on the page of the action."""
    browser = pages.browser
    pages.go("/submit")
    browser.click("#files")
    browser.call("Input.insertText", text=f"{pages.console.folder}/sample/tokens.csv\n{pages.console.folder}/sample/none.csv")
    browser.click("form button")
    pages.expect(browser.wait("(document.body?.innerText ?? '').includes('1 of 2 files can be submitted')"), "the files are not looked at")
    for name, width, options in [("wide", 1200, {}), ("small", 320, {}), ("dark", 1200, {"dark": True})]:
        pages.emulate(width, **options)
        pages.judge(f"/submit {axe_name} {name}", width)
    pages.emulate()
    pages.expect(browser.evaluate("(document.body?.innerText ?? '').includes('complete: nothing happens')"), "a known source is not told as such")
    browser.evaluate("document.querySelector('form button').scrollIntoView()")
    browser.click("form button")
    pages.expect(browser.wait("location.pathname.startsWith('/log/')"), "the submission does not lead to its action")
    path = browser.evaluate("location.pathname")
    for _ in range(100):
        pages.go(path)
        if browser.evaluate("(document.body?.innerText ?? '').includes('done: 1 source')"):
            break
        time.sleep(0.2)
    pages.expect(browser.evaluate("(document.body?.innerText ?? '').includes('done: 1 source')"), "the submission is not told")
    pages.look(path, "action", 1200)


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


def main(programs, axe, pictures):
    pictures = pathlib.Path(pictures)
    pictures.mkdir(parents=True, exist_ok=True)
    with Console(programs) as console, Browser() as browser:
        pages = Pages(browser, console, pathlib.Path(axe).read_text(), pictures)
        browser.call("Page.navigate", url=console.link)
        pages.expect(browser.wait("location.search === '' && document.title.startsWith('Flow')"), "the link does not open the console")
        for _ in range(100):
            pages.go("/")
            if browser.evaluate("!!document.querySelector('.verdict a')"):
                break
            time.sleep(0.2)
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
        cookies = browser.call("Network.getCookies", urls=[console.origin])["cookies"]
        session = next((c for c in cookies if c["name"] == "__Host-token-etl"), None)
        pages.expect(session and session["httpOnly"] and session["secure"] and session["sameSite"] == "Lax", f"the cookie is {session}")
        heaviest = max(pages.weigh(path, f"{session['name']}={session['value']}") for path in paths)
        live(pages)
        tick(pages)
        replay(pages)
        submit(pages)
        # Hostile texts are shown without the policy, about which the browser would complain.
        complaints = [entry for entry in browser.parameters("Log.entryAdded") if "Content Security Policy" in json.dumps(entry)]
        pages.expect(not complaints, f"the browser complains: {complaints}")
        console.stop()
        console.serve("--logins", console.logins)
        logins.check(pages)
        console.stop()
        console.serve()
        browser.call("Page.navigate", url=console.link)
        pages.expect(browser.wait("location.search === '' && document.title.startsWith('Flow')"), "the link of a second run opens nothing")
        compared = Hostile(pages, console).run()
    print(f"console: {pages.checks} checks of {len(paths)} pages, {len(pages.faults)} faults; {compared} pages with hostile texts; the heaviest page "
          f"has {heaviest} bytes, compressed; pictures in {pictures}")
    return 1 if pages.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
