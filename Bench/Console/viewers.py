"""Tabs that follow pages of the console."""

import http.client
import threading
import time

# The most streams of a session.
STREAMS = 6
# The pages that the script of a tab asks for again.
PAGES = ("/", "/sources", "/dead")


class Tab(threading.Thread):
    """A tab: it reads its stream, and asks for its page after each look, as the script does."""

    def __init__(self, port, session, page):
        super().__init__(daemon=True)
        self.port, self.session, self.page = port, session, page
        self.looks, self.pages, self.isOver = 0, 0, False
        self.isOpen = threading.Event()

    def run(self):
        while not self.isOver:
            try:
                self.follow()
            except (OSError, http.client.HTTPException):
                pass
            # A console that is gone does not come back at once.
            time.sleep(0 if self.isOver else 1)

    def ask(self, connection, path):
        connection.request("GET", path, headers={"Cookie": self.session})
        return connection.getresponse()

    def follow(self):
        """Reads one stream to its end."""
        stream, page = (http.client.HTTPConnection("127.0.0.1", self.port) for _ in range(2))
        try:
            events = self.ask(stream, "/live")
            if events.status != 200:
                return
            self.isOpen.set()
            for line in events:
                if line.startswith(b"event: look"):
                    self.looks += 1
                    answer = self.ask(page, self.page)
                    answer.read()
                    self.pages += answer.status == 200
        finally:
            stream.close()
            page.close()


class Viewers:
    """Tabs of as many sessions as they need, of each page about as many."""

    def __init__(self, servers, count, pages=PAGES):
        self.tabs, session = [], servers.session
        for number in range(count):
            if number and number % STREAMS == 0:
                session = servers.log_in()
            self.tabs.append(Tab(servers.port, session, pages[number % len(pages)]))
        for tab in self.tabs:
            tab.start()

    def are_open(self, seconds=60):
        """Whether each has got a stream."""
        end = time.monotonic() + seconds
        return all(tab.isOpen.wait(max(0, end - time.monotonic())) for tab in self.tabs)

    @property
    def looks(self):
        return sum(tab.looks for tab in self.tabs)

    @property
    def pages(self):
        """The pages they have got."""
        return sum(tab.pages for tab in self.tabs)

    def stop(self):
        """Ends with their streams, when the console ends these."""
        for tab in self.tabs:
            tab.isOver = True
