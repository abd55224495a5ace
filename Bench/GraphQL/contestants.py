"""Those who answer the same requests: the service, a thin service, and pgbench."""

import json
import os
import time
from functools import partial

import pgbench
import processes
import wrk
from client import Client
from data import RIVAL_USER, SERVICE_USER
from service import graphql, thin

WARMING_SECONDS = 2
# After a load its sessions end, and the server takes over their processor time.
SETTLING_SECONDS = 0.5


class Bed:
    """What all contestants share."""

    def __init__(self, server, data, workloads, plans, options):
        self.server, self.data, self.workloads, self.plans = server, data, workloads, plans
        self.work, self.clients, self.seconds = options.work, options.clients, options.seconds
        for workload in workloads:
            addresses = list(plans[workload.name].parameters)
            bodies = [workload.body(address) for address in addresses]
            if options.distinct:
                # So many that the service has forgotten the first when it comes again.
                bodies = [workload.body(addresses[number % len(addresses)], number) for number in range(20_000)]
            self.bodies(workload).write_text("\n".join(bodies) + "\n")

    def bodies(self, workload):
        return self.work / f"{workload.name}.bodies"

    def write_plans(self):
        """The file that the thin service reads."""
        file = self.work / "plans.json"
        file.write_text(json.dumps([
            {"query": workload.query, "field": workload.field, "variable": workload.variable,
             "statement": self.plans[workload.name].statement, "parameters": self.plans[workload.name].parameters}
            for workload in self.workloads]))
        return file


class OverHTTP:
    """A contestant that wrk sends requests to."""

    def __init__(self, name, start):
        self.name, self.start = name, start

    def turn(self, bed):
        """A turn with each workload, by its name."""
        with self.start() as service:
            results = {}
            for workload in bed.workloads:
                self._check(Client(service.port), bed, workload)
                load = partial(wrk.run, service.port, bed.bodies(workload), bed.clients)
                load(WARMING_SECONDS)
                results[workload.name] = measured(bed, load, service.process_id)
            return results

    def _check(self, client, bed, workload):
        answers = bed.plans[workload.name].answers
        for address in list(answers)[:20]:
            if client.ask(workload.body(address))[0] != answers[address]:
                raise SystemExit(f"{self.name} has another answer for {workload.name} {address} than at first")


class Database:
    """pgbench, with its clients as sessions of the database."""

    def __init__(self, sessions):
        self.name, self.sessions = f"pgbench, {sessions} sessions", sessions

    def turn(self, bed):
        results = {}
        for workload in bed.workloads:
            plan = bed.plans[workload.name]
            pgbench.check(bed.server, bed.data, plan)
            load = partial(pgbench.run, bed, workload, self.sessions)
            load(WARMING_SECONDS)
            results[workload.name] = measured(bed, load)
        return results


def measured(bed, load, process_id=None):
    """The result of a load with the processor time and the memory that it took."""
    time.sleep(SETTLING_SECONDS)
    database = processes.cpu_seconds(bed.server.process_id)
    own = processes.cpu_seconds(process_id) if process_id else None
    result = load(bed.seconds)
    time.sleep(SETTLING_SECONDS)
    result["rate"] = result["requests"] / result["seconds"]
    result["database_cpu"] = processes.cpu_seconds(bed.server.process_id) - database
    if process_id:
        result["cpu"] = processes.cpu_seconds(process_id) - own
        result["peak_mb"] = processes.memory(process_id, "VmHWM")
    return result


def contestants(bed, options):
    """All of them; without the packages of the thin service, all but that."""
    server, work = bed.server, bed.work
    found = [OverHTTP("graphql", partial(graphql, server, SERVICE_USER, options.connections, work))]
    if options.thin:
        plans = bed.write_plans()
        for workers in sorted({1, os.cpu_count()}):
            start = partial(thin, server, RIVAL_USER, plans, workers, options.thin_connections, options.thin_reset, work)
            found.append(OverHTTP(f"thin, {workers} process{'es' if workers > 1 else ''}", start))
    return found + [Database(sessions) for sessions in sorted({options.thin_connections, bed.clients})]
