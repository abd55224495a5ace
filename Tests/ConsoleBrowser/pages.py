"""The pages of a console in a browser, and what must be so on each."""

import base64
import contextlib
import gzip
import json
import re
import sys
import time
import urllib.request

# All rules of WCAG 2.2 AA that axe-core can check.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The bytes of a page with its style, compressed.
MOST_BYTES = 30_000


def shows(text):
    """The condition that a page has a text."""
    return f"(document.body?.innerText ?? '').includes({json.dumps(text)})"


class Tally:
    """The checks so far, and what was wrong."""

    def __init__(self):
        self.checks, self.faults = 0, []


class Pages:
    """The checks of one browser with a session."""

    def __init__(self, browser, console, axe, pictures, tally):
        self.browser, self.console, self.axe, self.pictures, self.tally = browser, console, axe, pictures, tally

    def expect(self, is_so, what):
        self.tally.checks += 1
        if not is_so:
            self.tally.faults.append(what)
            print(f"fault: {what}", file=sys.stderr)

    def open_link(self):
        self.browser.call("Page.navigate", url=self.console.link)
        self.expect(self.wait("location.search === '' && document.title.startsWith('Flow')"), "the link does not open the console")

    def go(self, path):
        self.browser.call("Page.navigate", url=self.console.origin + path)
        loaded = self.browser.wait(f"document.readyState === 'complete' && location.pathname + location.search === {json.dumps(path)}")
        self.expect(loaded, f"{path} is not shown")

    def wait(self, condition, seconds=30):
        """The value of a condition once it is true, also on a page that is being replaced; None if it stays false."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if value := self.browser.evaluate(condition):
                    return value
            except RuntimeError:
                pass
            time.sleep(0.1)
        return None

    def until(self, path, condition, seconds=60):
        """Opens a page again and again until a condition is true; whether it is."""
        end, isTrue = time.monotonic() + seconds, False
        while not isTrue and time.monotonic() < end:
            self.go(path)
            isTrue = self.wait(condition, seconds=0.5)
        text = "" if isTrue else self.wait("document.body?.innerText", seconds=1)
        self.expect(isTrue, f"{path} never meets {condition}: {text}")
        return isTrue

    def emulate(self, width=1200, dark=False, calm=False):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self.browser.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}])

    @contextlib.contextmanager
    def without_script(self):
        """A page that is opened meanwhile runs no script, also not afterwards."""
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            yield
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)

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

    def cookie(self):
        """The cookie of the session."""
        cookies = self.browser.call("Network.getCookies", urls=[self.console.origin])["cookies"]
        return next((cookie for cookie in cookies if cookie["name"] == "__Host-token-etl"), None)

    def fetch(self, path, cookie):
        """What the console answers without a browser."""
        request = urllib.request.Request(self.console.origin + path, headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def weigh(self, path, cookie):
        """The bytes of a page and its style, as a proxy would compress them."""
        sizes = [len(gzip.compress(self.fetch(part, cookie))) for part in (path, "/style.css")]
        self.expect(sum(sizes) <= MOST_BYTES, f"{path} has {sizes} bytes, compressed")
        return sum(sizes)
