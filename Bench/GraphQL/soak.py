"""The memory of the service under a mixed load of long duration."""

import json
import random
import subprocess
import sys
import time

import processes
import wrk
from cases import cases
from data import SERVICE_USER
from service import graphql

INTERVAL = 10
REQUESTS_OF_CASE = 200
# What a service must refuse, and not remember.
REFUSED = [
    "{", "{ missing }", "{ tokens(first: 100000) { nodes { symbol } } }",
    "query($address: Bytes!) { token(address: $address) { symbol } }"]


def soak(server, data, options):
    bodies = options.work / "soak.bodies"
    bodies.write_text("".join(body + "\n" for body in mixed(data)))
    with graphql(server, SERVICE_USER, options.connections, options.work) as service:
        command = wrk.command(service.port, bodies, options.clients, int(options.minutes * 60))
        load = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "--", *command], stdout=subprocess.PIPE, text=True)
        try:
            samples = sampled(service, load)
        finally:
            load.terminate()
            output = load.communicate()[0]
        result = wrk.result(output)
        print(f"soak: {options.minutes:g} minutes, {result['requests']:,} requests, {result['refused']:,} of them refused,"
              f" {result['broken']} broken, p99 {result['p99']:.1f} ms")
        print(f"resident memory: first {samples[0]:.1f} MB, last {samples[-1]:.1f}, highest sample {max(samples):.1f},"
              f" peak {processes.memory(service.process_id, 'VmHWM'):.1f}, in {len(samples)} samples")
        if result["broken"] or result["refused"] > 0.03 * result["requests"]:
            raise SystemExit("more requests failed than the two in a hundred that must")


def sampled(service, load):
    """The megabytes every 10 seconds until the load ends."""
    start, samples = time.monotonic(), []
    while True:
        try:
            load.wait(INTERVAL)
            return samples or [processes.memory(service.process_id, "VmRSS")]
        except subprocess.TimeoutExpired:
            if service.process.poll() is not None:
                raise SystemExit(f"the service ended, see {service.log}")
            samples.append(processes.memory(service.process_id, "VmRSS"))
            print(f"{time.monotonic() - start:6.0f} s {samples[-1]:8.1f} MB", file=sys.stderr)


def mixed(data):
    """All filters with variables, as many documents with their own texts, and two in a hundred that are refused."""
    bodies = []
    for _, query, variables in cases(data):
        for number in range(REQUESTS_OF_CASE):
            bodies.append({"query": query, "variables": variables(number)})
            bodies.append({"query": named(query, f"Mixed{number}"), "variables": variables(number)})
    bodies += [{"query": query} for query in REFUSED] * (len(bodies) // 50 // len(REFUSED))
    random.Random(1).shuffle(bodies)
    return [json.dumps(body) for body in bodies]


def named(query, name):
    """The query with a name: another document, which a cache must hold for itself."""
    return f"query {name}{query.removeprefix('query')}"
