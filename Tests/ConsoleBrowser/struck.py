"""Letters are replayed in a page while something dies: none is lost or acted on twice, and nothing is unlogged."""

import collections
import os
import random
import time

from fates import LETTERS
from replays import PATIENCE, Replays
from stages import SecondConsole
from victims import Victims

OURS = "reason LIKE 'struck %'"


class Struck:
    """The letters of a file, which are replayed in turns."""

    def __init__(self, pages, refused, stages, servers):
        self.pages, self.refused, self.sql = pages, refused, pages.console.sql
        self.seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
        self.chance = random.Random(self.seed)
        self.replays = Replays(pages, SecondConsole(pages.console))
        self.victims = Victims(self.replays, stages, servers, self.chance)

    def run(self):
        """Each victim dies in its turn, in an order by chance. Returns what the killed console has left."""
        print(f"console: what dies, and when, while letters are replayed: SEED={self.seed}", flush=True)
        self.pages.until("/dead?stage=load", self.refused.are_dead(self.refused.batches - 1))
        ids = self.pages.browser.evaluate(LETTERS)
        self.pages.expect(len(ids) == self.refused.batches - 1, f"{len(ids)} letters are listed of {self.refused.batches - 1}")
        trials = [self.victims.browser, self.victims.console, self.victims.broker, self.victims.database]
        self.chance.shuffle(ids)
        self.chance.shuffle(trials)
        try:
            self.replays.console.start()
            for place, trial in enumerate(trials):
                trial(ids[place::len(trials)])
        finally:
            self.replays.console.kill()
        self.await_rows()
        self.check_log(set(ids))
        self.check_rows()
        return self.victims.left

    def await_rows(self):
        end = time.monotonic() + PATIENCE
        while self.refused.loaded()[0] < self.refused.batches and time.monotonic() < end:
            time.sleep(0.5)

    def check_log(self, ids):
        expect = self.pages.expect
        unlogged = ids - set(self.sql(f"SELECT DISTINCT unnest(subjects) FROM etl.actions WHERE {OURS}").split())
        expect(not unlogged, f"{len(unlogged)} letters were replayed, and are not in the log")
        reasons = self.sql(f"SELECT reason FROM etl.actions WHERE {OURS} ORDER BY action_id").splitlines()
        expect(reasons == [form.reason for form in self.replays.forms], f"{len(self.replays.forms)} forms were the actions {reasons}")
        endless = int(self.sql(f"SELECT count(*) FROM etl.actions AS action WHERE {OURS} AND NOT EXISTS ("
                               "SELECT FROM etl.action_results AS result WHERE result.action_id = action.action_id AND subject IS NULL)"))
        expect(endless == 1, f"{endless} actions have no end, and one console was killed")
        results = self.sql("SELECT subject FROM etl.action_results JOIN etl.actions USING (action_id) "
                           f"WHERE subject IS NOT NULL AND outcome = 'done' AND {OURS}").split()
        # The results of the last second die with a console.
        killed = set(self.sql(f"SELECT unnest(subjects) FROM etl.actions WHERE reason = '{self.victims.killed}'").split())
        untold = ids - set(results)
        expect(untold <= killed and len(untold) <= self.victims.moved,
               f"{len(untold)} letters have no result, and a killed console has moved {self.victims.moved}")
        # Between a move and its confirmation, a kill leaves a letter in both queues.
        twice = {letter for letter, times in collections.Counter(results).items() if times > 1}
        expect(twice <= killed and len(twice) <= 1, f"{len(twice)} letters were replayed twice, and one console was killed")

    def check_rows(self):
        expect = self.pages.expect
        batches, records, loaded = self.refused.loaded()
        expect(batches == self.refused.batches and records == self.refused.records, f"{batches} batches of {records} records are in the ledger")
        stored = self.refused.rows() - self.refused.stored
        expect(stored == loaded, f"{stored} rows are stored, and the ledger has {loaded}")
