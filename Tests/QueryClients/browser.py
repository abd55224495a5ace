"""Chromium without a window, driven by its DevTools protocol."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from websockets.sync.client import connect

NAMES = ("chromium", "chromium-browser", "google-chrome")


def found():
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """A browser with one page and a profile of its own; both are gone at the end."""

    def __enter__(self):
        self.profile = pathlib.Path(tempfile.mkdtemp(prefix="graphql-clients-page-"))
        # Root has no sandbox, and containers have a small /dev/shm. The rest would ask hosts elsewhere.
        self.process = subprocess.Popen(
            [found(), "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
             "--no-proxy-server", "--remote-debugging-port=0", f"--user-data-dir={self.profile}", "--no-first-run", "--window-size=1280,800",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            # While nobody asks, events wait unread, and so would the answer to a ping.
            self.socket, self.number, self.session = connect(self.address(), max_size=None, ping_interval=None), 0, None
            self.events = []
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Network", "Log"):
                self.call(f"{domain}.enable")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # Its other processes may write for a moment longer.
        for _ in range(50):
            shutil.rmtree(self.profile, ignore_errors=True)
            if not self.profile.exists():
                break
            time.sleep(0.1)

    def kill(self):
        """Kills the browser with all its processes, as a crash of the machine does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def address(self):
        """The browser writes its port and path into the profile once it listens."""
        file = self.profile / "DevToolsActivePort"
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(f"the browser has ended with {self.process.returncode}")
            if file.exists() and len(lines := file.read_text().splitlines()) == 2:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            time.sleep(0.1)
        raise RuntimeError("the browser does not listen")

    def call(self, method, **parameters):
        """Calls a method, and keeps the events that come before its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def evaluate(self, script):
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, script, seconds=30):
        """Waits until an expression is true, and returns its value; None if it stays false."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.evaluate(script):
                return value
            time.sleep(0.1)
        return None

    def first_paint(self, url, seconds=10):
        """Opens a page; the milliseconds from its request to the first of its content on the screen, or None if nothing is painted."""
        # The page before may have the same address.
        self.evaluate("window.isBefore = true")
        self.call("Page.navigate", url=url)
        return self.wait("!window.isBefore && document.readyState === 'complete' && "
                         "performance.getEntriesByType('paint').find(e => e.name === 'first-contentful-paint')?.startTime", seconds)

    def click(self, selector, at_once=False):
        """Clicks an element as a mouse does, once the page is there: until then, the element may move."""
        name = json.dumps(selector)
        if not at_once:
            self.wait(f"document.readyState === 'complete' && !!document.querySelector({name})", seconds=10)
        box = self.evaluate(f"(() => {{ const e = document.querySelector({name}); e.scrollIntoView({{block: 'nearest', behavior: 'instant'}});"
                            " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def parameters(self, method):
        """The parameters of the events of a kind so far."""
        return [event["params"] for event in self.events if event.get("method") == method]
