"""What dies between a preview and the end of its action: the browser, the console, the broker, the database."""

import time

from browser import Browser
from pages import shows
from replays import PATIENCE, done

BROKEN_OFF = "broken off: the process that acted is gone"


class Victims:
    """Each dies in a method of its own, while letters are replayed."""

    def __init__(self, replays, stages, servers, chance):
        self.replays, self.stages, self.servers, self.chance = replays, stages, servers, chance
        # The reason of the action whose console was killed, how many letters that has moved, and how many it has left.
        self.killed, self.moved, self.left = None, 0, 0

    def browser(self, ids):
        """The browser dies with its click. Another one goes on with its session, sends the same form, and is told the end."""
        with Browser() as first:
            pages = self.replays.opened(first)
            form = self.replays.fill_in(pages, ids)
            cookie = pages.cookie()
            first.click("main form button")
            time.sleep(self.chance.uniform(0, 0.05))
            first.kill()
        with Browser() as second:
            pages = self.replays.opened(second, cookie)
            pages.until(self.replays.send_again(pages, form), done(len(ids)), seconds=PATIENCE)
            pages.until(form.address, shows("none is left of them"))

    def console(self, ids):
        """The console dies when it has moved some of the letters. The next one tells that, and replays the others."""
        with Browser() as browser:
            pages = self.replays.opened(browser)
            form = self.replays.fill_in(pages, ids)
            # Without a loader, what was moved waits, and can be counted.
            self.stages.stop("loader")
            with self.servers.connect() as connection:
                channel = connection.channel()
                browser.click("main form button")
                self.await_moved(channel, self.chance.randint(1, len(ids) // 2))
                self.replays.console.kill()
                self.killed = form.reason
                self.replays.console.start()
                self.moved = waiting(channel)
            pages.expect(self.moved < len(ids), f"the console has moved all {len(ids)} letters before it died")
            pages = self.replays.opened(browser)
            pages.go("/log")
            browser.click("th a[href^='/log/']")
            pages.expect(pages.wait(f"{shows(BROKEN_OFF)} && {shows(form.reason)}"), "the action of a killed console is not told to be broken off")
            self.stages.start("loader")
            # A letter that was not confirmed is in both queues.
            self.left = self.replays.replay_rest(pages, ids, len(ids) - self.moved)
            pages.expect(self.left <= len(ids) - self.moved + 1, f"{self.moved} letters of {len(ids)} were moved, and {self.left} are left")

    @staticmethod
    def await_moved(channel, count):
        end = time.monotonic() + PATIENCE
        while waiting(channel) < count:
            if time.monotonic() > end:
                raise RuntimeError(f"a console has not moved {count} letters after {PATIENCE} s")

    def broker(self, ids):
        """Without a broker, an action fails, and says why. One that has come back has all letters, and the next action replays them."""
        with Browser() as browser:
            pages = self.replays.opened(browser)
            self.replays.fill_in(pages, ids)
            self.servers.kill_broker()
            pages.until(self.replays.click(pages), f"{shows('failed: ')} && {shows('RabbitMQ')} && !{shows('Since then')}", seconds=PATIENCE)
            self.servers.start_broker()
            self.replays.fill_in(pages, ids)
            self.servers.kill_broker()
            self.servers.start_broker()
            pages.until(self.replays.click(pages), done(len(ids)), seconds=PATIENCE)

    def database(self, ids):
        """Without a database, nothing is entered or done, and the page says why. Later, the same form replays the letters."""
        with Browser() as browser:
            pages = self.replays.opened(browser)
            form = self.replays.fill_in(pages, ids)
            self.servers.stop_database()
            browser.click("main form button")
            told = pages.wait(f"{shows('Nothing was done')} && {shows('the database is unreachable')}")
            pages.expect(told, f"without a database, the page tells: {browser.evaluate('document.body.innerText')}")
            self.servers.start_database()
            pages.until(self.replays.send_again(pages, form), done(len(ids)), seconds=PATIENCE)


def waiting(channel):
    """The messages that wait for a loader."""
    return channel.queue_declare("etl.load", passive=True).method.message_count
