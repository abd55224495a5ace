"""Tests the running service `graphql` with real clients. See scripts/graphql-clients.sh.

    run.py PROGRAMS quick|all [--page FOLDER] [--seed S] [--seconds N] [--only PART…]

PROGRAMS is the folder with etl, graphql and the programs of the stages. Without a folder with the files of the page, or
without Chromium, the page is not tested.
"""

import argparse
import os
import sys
import traceback

import audits
import browser
import fuzz
import generated
import page
import paging
import patience
import readers
import schema
from database import PreparedDatabase
from report import Report
from service import Service


def parts(service, database, options):
    """The parts of the extent by their names."""
    quick = options.extent == "quick"
    known = {
        "audits": lambda report: audits.run(service, report),
        "schema": lambda report: schema.run(service, report),
        "paging": lambda report: paging.run(service, report, database),
        "generated": lambda report: generated.run(service, report, database, 50 if quick else 500, options.seed),
        "page": lambda report: page.run(service, report, database),
        "fuzz": lambda report: fuzz.run(service, report, database, options.seconds or (30 if quick else 600), options.seed),
        "readers": lambda report: readers.run(service, report),
        "patience": lambda report: patience.run(service, report),
    }
    if quick:
        del known["patience"]
    if not (options.page and browser.found()):
        del known["page"]
    return {name: known[name] for name in options.only or known}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("extent", choices=["quick", "all"])
    parser.add_argument("--page")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or 1))
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--only", nargs="+")
    options = parser.parse_args()
    transfers, tokens = (6_000, 300) if options.extent == "quick" else (30_000, 800)
    own = ["--page", options.page] if options.page else []
    with PreparedDatabase(options.programs, transfers, tokens) as database, Service(database, *own) as service:
        sys.exit(judge(service, parts(service, database, options)))


def judge(service, known):
    """Runs the parts, and stops the service as an operator does. Returns whether there are faults."""
    reports = []
    for name, part in known.items():
        reports.append(Report(name))
        try:
            part(reports[-1])
        except Exception:
            # The other parts still tell something.
            reports[-1].check(False, f"the test has failed:\n{traceback.format_exc(limit=-4)}")
        reports[-1].print()
    reports.append(Report("stop"))
    code = service.stop()
    reports[-1].check(code == 0, f"after SIGTERM, the service ends with {code}: {service.lines[-1] if service.lines else ''}")
    reports[-1].check(not service.unreadable, f"lines of the log that are no JSON: {service.unreadable}")
    reports[-1].print()
    return any(report.faults for report in reports)


if __name__ == "__main__":
    main()
