"""Measures the contestants side by side, in turns."""

import json
import sys

import report
from contestants import Bed, contestants
from statements import record
from workloads import workloads


def compare(server, data, options):
    requests = workloads(data, server)
    bed = Bed(server, data, requests, record(server, data, requests, options.work), options)
    for workload in requests:
        print(f"{workload.name}: {workload.keys} tokens\n  {workload.query}\n  {bed.plans[workload.name].statement}\n")
    everyone = contestants(bed, options)
    turns = {contestant.name: [] for contestant in everyone}
    for number in range(options.rounds):
        # Another one begins each round, and every second round runs backwards.
        order = everyone[number % len(everyone):] + everyone[: number % len(everyone)]
        for contestant in order[:: -1 if number % 2 else 1]:
            print(f"round {number + 1}: {contestant.name}", file=sys.stderr)
            turns[contestant.name].append(contestant.turn(bed))
    (options.work / "results.json").write_text(json.dumps({"rows": data.rows, "turns": turns}, indent=1))
    tables = [report.compared(workload.name, turns) for workload in requests]
    report.show(tables, options.work / "results.md")
