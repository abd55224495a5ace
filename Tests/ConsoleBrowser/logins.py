"""Logs in, acts and logs out by the keyboard, and looks at the pages of that."""

import json
import time

PASSWORD = "correct horse battery staple"


class Keyboard:
    """The keys of a browser."""

    KEYS = {"Tab": ("Tab", 9, ""), "Enter": ("Enter", 13, "\r")}

    def __init__(self, browser):
        self.browser = browser

    def press(self, key):
        code, number, text = self.KEYS[key]
        for kind in ("rawKeyDown", "char", "keyUp") if text else ("rawKeyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=code, code=code, windowsVirtualKeyCode=number, text=text)

    def type(self, text):
        self.browser.call("Input.insertText", text=text)

    def reach(self, selector):
        """Goes to an element from part to part; says whether it can be reached."""
        for _ in range(80):
            if self.browser.evaluate(f"!!document.activeElement?.matches({json.dumps(selector)})"):
                return True
            self.press("Tab")
        return False


def log_in(pages, keys, name, password):
    """Fills in the page to log in, which has the focus in its first field."""
    pages.expect(pages.browser.wait("document.activeElement?.id === 'name'"), "the name has no focus")
    keys.type(name)
    keys.press("Tab")
    pages.expect(pages.browser.evaluate("document.activeElement.id") == "password", "the password does not follow the name")
    keys.type(password)
    keys.press("Enter")


def look_at_login(pages):
    """The page to log in, in all its looks, and what it says of a wrong password."""
    for name, width, options in [("wide", 1200, {}), ("small", 320, {}), ("dark", 1200, {"dark": True}), ("calm", 320, {"dark": True, "calm": True})]:
        pages.emulate(width, **options)
        pages.look("/login?to=%2Fdead", name, width, has_verdict=False)
        pages.expect(pages.browser.evaluate("document.querySelectorAll('script').length") == 0, "the page to log in has a script")
    pages.emulate()


def act(pages, keys):
    """An operator replays what is dead, and the log has the name."""
    browser = pages.browser
    pages.go("/dead")
    pages.expect(keys.reach("a.act[href^='/dead/replay']"), "the keyboard does not reach the act")
    keys.press("Enter")
    pages.expect(browser.wait("location.pathname === '/dead/replay' && !!document.querySelector('main form button')"), "there is no preview")
    pages.expect(keys.reach("input[name=reason]"), "the keyboard does not reach the reason")
    keys.type("by the keyboard")
    pages.expect(keys.reach("main form button"), "the keyboard does not reach the button")
    keys.press("Enter")
    pages.expect(browser.wait("location.pathname.startsWith('/log/')"), "the form does not lead to its action")
    path = browser.evaluate("location.pathname")
    text = "document.body?.innerText ?? ''"
    for _ in range(100):
        pages.go(path)
        if browser.evaluate(f"({text}).includes('done: ')"):
            break
        time.sleep(0.2)
    page = browser.evaluate(text)
    pages.expect("ana, known by login" in page and "by the keyboard" in page and "done: " in page, f"the action is not told: {page}")


def log_out(pages, keys):
    browser = pages.browser
    pages.expect(keys.reach(".viewer button"), "the keyboard does not reach the button to log out")
    keys.press("Enter")
    pages.expect(browser.wait("location.pathname === '/login'"), "the button does not log out")
    browser.call("Page.navigate", url=pages.console.origin + "/dead")
    pages.expect(browser.wait("location.pathname === '/login'"), "a page is shown after the end of the session")


def check(pages):
    """All of it, in a console with the logins ana (operator) and bob (reader)."""
    browser, keys = pages.browser, Keyboard(pages.browser)
    look_at_login(pages)
    browser.call("Page.navigate", url=pages.console.origin + "/dead")
    pages.expect(browser.wait("location.pathname === '/login'"), "a page is shown without a session")
    log_in(pages, keys, "ana", "not the right password")
    pages.expect(browser.wait("!!document.querySelector('[role=alert]')"), "a wrong password is not told")
    pages.judge("a wrong password", 1200)
    log_in(pages, keys, "ana", PASSWORD)
    pages.expect(browser.wait("location.pathname === '/dead'"), "the login does not lead to the page that was asked for")
    for name, width, options in [("as operator", 1200, {}), ("as operator, small", 320, {}), ("as operator, dark", 1200, {"dark": True})]:
        pages.emulate(width, **options)
        pages.look("/dead", name, width)
    pages.emulate()
    act(pages, keys)
    log_out(pages, keys)
    with pages.without_script():
        pages.go("/login?to=%2Fdead")
        log_in(pages, keys, "bob", PASSWORD)
        pages.expect(pages.wait("location.pathname === '/dead' && !!document.querySelector('.viewer')"), "a reader does not come in without script")
        pages.expect(browser.evaluate("!document.querySelector('a.act')"), "a reader is offered an act")
        for path in ("/submit", "/log"):
            pages.go(path)
            pages.expect(browser.evaluate("!document.querySelector('main form')"), f"a reader is offered a form on {path}")
        log_out(pages, keys)
    for _ in range(3):
        browser.wait("document.readyState === 'complete'")
        log_in(pages, keys, "nobody", "no")
        time.sleep(1)
    pages.expect(browser.wait("(document.body?.innerText ?? '').includes('too many tries')"), "nobody is told of too many tries")
    pages.judge("too many tries", 1200)
