"""pgbench with a statement of the service: what the database achieves without any service.

pgbench has no lists of texts. So each address is computed in the statement from a random rank.
"""

import json
import re
import subprocess

from data import RIVAL_USER
from statements import bytea

ADDRESS = "substr(sha256(int8send(:rank)), 1, 20)"


class Script:
    """The statement of a plan for pgbench, and its other parameters as variables."""

    def __init__(self, plan, address):
        self.plan, self.values, self.address = plan, plan.parameters[address], bytea(address)

    @property
    def variables(self):
        return {f"p{number}": value for number, value in enumerate(self.values, 1) if value != self.address}

    def text(self, keys):
        return f"\\set rank random(1, {keys})\n{self._statement(lambda number: f':p{number}', ADDRESS)};\n"

    def statement_of(self, rank):
        """The same with literals."""
        literal = {number: "'" + value.replace("'", "''") + "'" for number, value in enumerate(self.values, 1)}
        return self._statement(literal.__getitem__, ADDRESS.replace(":rank", str(rank)))

    def _statement(self, parameter, address):
        def replacement(match):
            number = int(match[1])
            return address if self.values[number - 1] == self.address else parameter(number)
        return re.sub(r"\$(\d+)", replacement, self.plan.statement)


def check(server, data, plan):
    """Stops if the statement does not answer as the service does."""
    address = data.token(1)
    answer = server.psql("-c", Script(plan, address).statement_of(1))
    if json.loads(answer) != next(iter(plan.answers[address].values())):
        raise SystemExit(f"pgbench's statement has another answer than the service: {answer[:300]}")


def run(bed, workload, sessions, seconds):
    """Times in milliseconds, as of wrk."""
    server, work = bed.server, bed.work
    script = Script(bed.plans[workload.name], bed.data.token(1))
    file, logs = work / f"{workload.name}.pgbench", work / "pgbench-log"
    file.write_text(script.text(workload.keys))
    for log in work.glob("pgbench-log.*"):
        log.unlink()
    defined = [part for name, value in script.variables.items() for part in ("-D", f"{name}={value}")]
    ended = subprocess.run(
        ["pgbench", "-n", "-M", "prepared", "-c", str(sessions), "-j", "1", "-T", str(seconds), "-f", str(file), "-l",
         f"--log-prefix={logs}", *defined, "-h", "127.0.0.1", "-p", str(server.port), "-U", RIVAL_USER, "etl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=server.environment)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    failed = int(re.search(r"number of failed transactions: (\d+)", ended.stdout)[1])
    # Of the log's columns, the third is the time in microseconds.
    times = sorted(int(line.split()[2]) for log in work.glob("pgbench-log.*") for line in log.open())
    rate = float(re.search(r"tps = ([0-9.]+)", ended.stdout)[1])
    return {
        "requests": len(times), "seconds": len(times) / rate, "p50": times[len(times) // 2] / 1000,
        "p99": times[len(times) * 99 // 100] / 1000, "max": times[-1] / 1000, "refused": failed, "broken": 0}
