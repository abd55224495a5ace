"""A page of each kind, in all looks and without script."""

import collections
import json

# A page with its title, and a part that it has only if it is whole.
Kind = collections.namedtuple("Kind", "path title part status", defaults=(200,))
LOOKS = [("wide", 1200, {}), ("small", 320, {}), ("dark", 1200, {"dark": True}), ("calm", 1200, {"calm": True})]
# What every page tells before its own content.
STATE = """(() => { const text = selector => document.querySelector(selector)?.textContent ?? ''; return {
  titles: [...document.querySelectorAll('h1')].map(title => title.textContent),
  status: performance.getEntriesByType('navigation')[0].responseStatus,
  verdict: text('.verdict strong'), age: text('p.age'), live: text('#live'),
  links: document.querySelectorAll('header nav a[href]').length,
  buttons: document.querySelectorAll('button[type=button]:not([hidden])').length }; })()"""
PAINT = "performance.getEntriesByType('paint').find(entry => entry.name === 'first-contentful-paint')?.startTime"

# What somebody without a session is told.
STRANGER = Kind("/", "This console", ".caution", 401)


def linked(pages, path, form):
    """The first link of a form on a page."""
    pages.go(path)
    links = "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))"
    found = pages.wait(f"{links}.find(link => /{form}/.test(link))")
    if not found:
        raise RuntimeError(f"{path} has no link {form}")
    return found


def kinds(pages):
    """A page of each kind before anybody has acted, with an incomplete source and its letter."""
    source = linked(pages, "/", r"^\/sources\/[0-9a-f-]{36}$").split("/")[-1]
    letter = linked(pages, "/dead", r"^\/dead\/[0-9a-f]{16}$").split("/")[-1]
    reason = linked(pages, "/rejects", r"^\/rejects\?reason=[a-z-]+$")
    return [
        Kind("/", "Flow", "ol.stages dl"),
        Kind("/sources", "Sources", "tbody a[href^='/sources/']"),
        Kind("/sources?state=incomplete", "Sources", ".chips [aria-current=true]"),
        Kind(f"/sources/{source}", f"Source {source[:8]}", "a.act[href^='/sources/resubmit']"),
        Kind(f"/sources/resubmit?id={source}", "Submit a source again", "ul li"),
        Kind(f"/sources/remove?id={source}", "Remove a source", "form[action='/sources/remove'] button"),
        Kind("/coverage", "Coverage", "h2"),
        # The second age is that of the blocks.
        Kind("/coverage?kind=tokens", "Coverage", "p.age ~ p.age"),
        Kind("/rejects", "Rejects", "td.raw code"),
        Kind(reason, "Rejects", "a[href^='/rejects/file?']"),
        Kind("/dead", "Dead letters", "form[method=get] input[name=id]"),
        Kind("/dead?tick=page", "Dead letters", "input[name=id]:checked"),
        Kind(f"/dead/{letter}", f"Dead letter {letter}", "a.act[href^='/dead/replay']"),
        Kind(f"/dead/{letter}?whole=1", f"Dead letter {letter}", "h2 ~ .scroll tbody td"),
        Kind(f"/dead/replay?id={letter}", "Replay dead letters", "form[action='/dead/replay'] button"),
        Kind(f"/dead/discard?id={letter}", "Discard dead letters", "form[action='/dead/discard'] button"),
        Kind("/dead/replay?ticked=1", "Replay dead letters", ".nothing"),
        Kind("/submit", "Submit", "textarea#files"),
        Kind("/log", "Log", ".nothing"),
        Kind("/none", "Not found", ".caution", 404),
    ]


def kinds_of_log(pages):
    """The log, and its first action, once a letter was replayed."""
    action = linked(pages, "/log", r"^\/log\/1$")
    return [Kind("/log", "Log", f"th a[href='{action}']"), Kind(action, "Action 1", "tbody td"), Kind(f"{action}?only=failed", "Action 1", ".nothing")]


def open_page(pages, kind, name):
    """Opens a page, and returns what it tells; it must be whole."""
    pages.go(kind.path)
    part = f"!!document.querySelector({json.dumps('main ' + kind.part)})"
    pages.expect(pages.wait(f"document.readyState === 'complete' && {part}"), f"{kind.path} ({name}) lacks {kind.part}")
    state = pages.browser.evaluate(STATE)
    pages.expect(state["titles"] == [kind.title], f"{kind.path} ({name}) has the titles {state['titles']}")
    pages.expect(state["status"] == kind.status, f"{kind.path} ({name}) has the status {state['status']}")
    if kind.status == 200:
        pages.expect(state["verdict"] and "ooked at 20" in state["age"] and state["links"] >= 7,
                     f"{kind.path} ({name}) does not begin with a sentence, its age and the pages: {state}")
    return state


def look_at(pages, kinds):
    """Looks at pages in all looks and without script; returns the milliseconds to the slowest first paint."""
    paints = []
    for name, width, options in LOOKS:
        pages.emulate(width, **options)
        for kind in kinds:
            open_page(pages, kind, name)
            if not options and width > 1000:
                paints.append(pages.wait(PAINT, seconds=5) or 0)
            pages.judge(f"{kind.path} {name}", width)
    pages.emulate()
    for kind in kinds:
        with pages.without_script():
            state = open_page(pages, kind, "without script")
        # Nothing waits for a script, or claims that one runs.
        pages.expect(state["live"] == "" and state["buttons"] == 0, f"{kind.path} has parts that need a script: {state}")
        pages.judge(f"{kind.path} without script", 1200)
    return max(paints)
