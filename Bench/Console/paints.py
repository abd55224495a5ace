"""Measures when Chromium has painted the first content of each page."""

import pathlib
import statistics
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Tests/QueryClients"))
import browser


def measure(servers, pages, turns):
    """Prints the time from the request of each page to its first paint; nothing without Chromium."""
    if not browser.found():
        print("first paint: not measured, because Chromium is missing")
        return
    path = servers.next_link()
    origin = f"http://127.0.0.1:{servers.port}"
    with browser.Browser() as tab:
        tab.call("Page.navigate", url=origin + path)
        assert tab.wait("location.search === '' && document.title.startsWith('Flow')"), "the link opens nothing"
        for page in pages:
            times = [tab.first_paint(origin + page) for _ in range(turns)]
            painted = [time for time in times if time is not None]
            assert painted, f"{page} is never painted"
            print(f"{page:28} first paint: median {statistics.median(painted):6.1f} ms, longest {max(painted):6.1f} ms, of {len(painted)}")
