"""Fuzzes the service over HTTP with random requests.

    fuzz.py PROGRAMS [--seconds N] [--seed S]   prepares a database and a service, and fuzzes that
"""

import argparse
import collections
import random
import sys
import threading
import time

from database import PreparedDatabase
from exchange import ask
from fuzz_documents import Documents
from fuzz_exchange import Exchange
from fuzz_memory import MemoryWatch, mebibytes
from fuzz_messages import Messages
from report import Report
from service import Service

WORKERS = 4


class Worker(threading.Thread):
    """Sends the messages of one generator until the time is over."""

    def __init__(self, service, seed, addresses, end):
        super().__init__(daemon=True)
        self.service, self.end = service, end
        numbers = random.Random(seed)
        self.messages = Messages(numbers, Documents(numbers, addresses))
        self.exchange = Exchange(service.port)
        self.kinds, self.statuses, self.faults, self.error = collections.Counter(), collections.Counter(), [], None

    def run(self):
        try:
            while time.monotonic() < self.end and len(self.faults) < 20 and self.service.is_alive():
                message = self.messages.next()
                found = self.exchange.faults(message)
                self.kinds[message.kind] += 1
                self.statuses.update(self.exchange.statuses)
                if found:
                    self.faults.append(f"{message.kind}: {found}\n    {len(message.bytes)} bytes: {message.bytes[:1500]!r}")
        except Exception as error:
            self.error = error
        finally:
            self.exchange.close()


def run(service, report, database, seconds, seed):
    addresses = database.lines("SELECT '0x' || encode(token_address, 'hex') FROM token_transfers GROUP BY token_address LIMIT 20")
    kinds, statuses = collections.Counter(), collections.Counter()
    end = time.monotonic() + seconds
    workers = [Worker(service, f"{seed} {number}", addresses, end) for number in range(WORKERS)]
    with MemoryWatch(service) as memory:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    for worker in workers:
        if worker.error:
            raise worker.error
        kinds.update(worker.kinds)
        statuses.update(worker.statuses)
        report.checks += worker.kinds.total() - len(worker.faults)
        for fault in worker.faults:
            report.check(False, fault)
    judge(service, report, memory)
    slowest = max(worker.exchange.slowest for worker in workers)
    report.note(f"seed {seed}, {kinds.total()} messages, statuses {dict(sorted(statuses.items()))}, slowest {slowest:.2f} s")
    if memory.samples:
        report.note(f"memory {mebibytes(memory.samples[0])} to {mebibytes(memory.samples[-1])}, at most {mebibytes(max(memory.samples))}")


def judge(service, report, memory):
    """The service is as it was before."""
    if not report.check(service.is_alive(), "the service has ended; its last lines:\n    " + "\n    ".join(service.lines)):
        return
    answer = ask(service.port, fields=[("Content-Type", "application/json")], body=b'{"query": "{ tokens(first: 1) { nodes { address } } }"}')
    report.check(answer and answer.status == 200 and "data" in answer.json(), f"a good request afterwards: {answer and answer.body}")
    for found in memory.faults():
        report.check(False, found)
    report.check(not service.unreadable, f"lines of the log that are no JSON: {service.unreadable}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    report = Report("fuzz")
    with PreparedDatabase(options.programs) as database, Service(database) as service:
        run(service, report, database, options.seconds, options.seed)
    report.print()
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
