"""Measures the console with many sources, rejects and dead letters: its pages, its memory with 100 viewers, and its end.

usage: scale.py PROGRAMS_FOLDER
"""

import gzip
import http.client
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import pika

import paints
import private_servers
from viewers import Viewers

SOURCES, REJECTS, LETTERS, VIEWERS, TURNS = 10_000, 100_000, 10_000, 100, 9
# How long the viewers are measured.
SECONDS = 20
FILL = f"""
    INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records, batches, submitted_at)
        SELECT gen_random_uuid(), '/exports/date=2024-01-' || lpad((n % 30)::text, 2, '0') || '/part-' || n || '.csv.gz', 'token_transfers', 'csv',
            123456789 + n, now(), 4000, CASE WHEN n % 4 > 0 THEN 25 END, now() FROM generate_series(1, {SOURCES}) AS n;
    INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes, least_block,
            greatest_block, first_record)
        SELECT source_id, s, 4000, 3990, 0, 10, 0, 5, s = 24, 4938271, number * 2500::bigint + s * 100, number * 2500::bigint + s * 100 + 99, s * 4000
        FROM etl.sources, generate_series(0, 24) AS s WHERE uri LIKE '/exports/%' AND (batches IS NOT NULL OR s < 12);
    INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
        SELECT source_id, 0, r, (ARRAY['not-hex', 'missing', 'field-count', 'conflict', 'address'])[1 + (number + r) % 5],
            (ARRAY['value', 'to_address', 'block_number'])[1 + number % 3], '0xabc,0xdef,' || number || ',x' || r
        FROM etl.sources, generate_series(1, {REJECTS // SOURCES}) AS r WHERE uri LIKE '/exports/%';
    ANALYZE;"""
PAGES = ["/", "/sources", "/sources?state=stuck", "/sources?page=40", "/coverage", "/rejects", "/rejects?reason=conflict", "/dead", "/dead?page=40", "/log"]


class Servers:
    """A console with the private servers of a folder."""

    def __init__(self, programs, folder):
        self.etl, self.state, self.links = str(programs / "etl"), str(folder / "state"), []

    def run(self, *arguments):
        subprocess.run([self.etl, *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def start(self):
        self.process = subprocess.Popen(
            [self.etl, "console", "--state", self.state, "--", "--listen", "127.0.0.1:0", "--operator"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.session = self.log_in()
        programs = [int(pid) for pid in subprocess.run(["pgrep", "-x", "console"], capture_output=True, text=True).stdout.split()]
        port = str(self.port)
        self.pid = next(pid for pid in programs if any(port in line for line in listening(pid)))

    def next_link(self):
        """The path of the next link, which opens one browser."""
        port, path = re.search(r"127\.0\.0\.1:(\d+)(/\S+)", self.process.stdout.readline()).groups()
        self.port = int(port)
        return path

    def log_in(self):
        """Opens the next link."""
        path = self.next_link()
        return self.ask(path, None)[0].getheader("set-cookie").split(";")[0]

    def ask(self, path, cookie):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        return answer, answer.read()

    def publish(self, count):
        connection = pika.BlockingConnection(pika.URLParameters(private_servers.settings(self.state)["RABBITMQ_URL"]))
        channel = connection.channel()
        for number in range(count):
            headers = {"etl-reason": f"reason {number % 7}", "etl-error": "it could not be handled", "etl-uri": f"/exports/part-{number}.csv.gz",
                       "etl-sequence": number, "etl-records": 4000}
            channel.basic_publish("", "etl.load.dead", os.urandom(2000), pika.BasicProperties(
                message_id=f"letter/{number}", headers=headers, delivery_mode=2))
        connection.close()

    def memory(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def processor(self):
        """The seconds of processor time so far."""
        # The 14th field is the time of the program, and the 15th that of the kernel in its name (proc(5)).
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def listening(pid):
    """The lines of the sockets on which a process listens."""
    found = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if f"pid={pid}," in line]


def measure(servers):
    for page in PAGES:
        times = []
        for _ in range(TURNS):
            begun = time.monotonic()
            answer, body = servers.ask(page, servers.session)
            times.append((time.monotonic() - begun) * 1000)
            assert answer.status == 200, (page, answer.status)
        print(f"{page:28} median {statistics.median(times):6.1f} ms, longest {max(times):6.1f} ms, {len(gzip.compress(body)):6} bytes compressed")


def watch(servers):
    """Lets many viewers follow pages for a while, and stops the console."""
    viewers = Viewers(servers, VIEWERS)
    assert viewers.are_open(), "a viewer has no stream"
    looks, pages, begun = viewers.looks, viewers.pages, servers.processor()
    time.sleep(SECONDS)
    taken = servers.processor() - begun
    print(f"{VIEWERS} viewers for {SECONDS} s: {viewers.looks - looks} looks told, {viewers.pages - pages} pages; {taken:.1f} s of a processor "
          f"({100 * taken / SECONDS:.0f} %), {servers.memory():.0f} MB")
    viewers.stop()
    begun = time.monotonic()
    os.kill(servers.pid, signal.SIGTERM)
    while pathlib.Path(f"/proc/{servers.pid}").exists() and " Z " not in pathlib.Path(f"/proc/{servers.pid}/stat").read_text():
        time.sleep(0.002)
    print(f"SIGTERM with {VIEWERS} streams: gone after {time.monotonic() - begun:.2f} s")
    servers.process.wait()


def main(programs):
    with tempfile.TemporaryDirectory(prefix="bench-console-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        servers = Servers(pathlib.Path(programs), folder)
        servers.run("sample", "--transfers", "20000", "--tokens", "500", str(folder / "sample"))
        servers.run("run", "--state", servers.state, *map(str, sorted((folder / "sample").glob("*.csv"))))
        servers.start()
        time.sleep(5)
        print(f"a small load: {servers.memory():.0f} MB")
        watch(servers)
        (folder / "fill.sql").write_text(FILL)
        servers.run("psql", "--state", servers.state, "--", "-q", "-f", str(folder / "fill.sql"))
        servers.start()
        servers.publish(LETTERS)
        time.sleep(20)
        print(f"{SOURCES:,} sources, {REJECTS:,} rejects, {LETTERS:,} dead letters: {servers.memory():.0f} MB")
        measure(servers)
        paints.measure(servers, PAGES, TURNS)
        watch(servers)


if __name__ == "__main__":
    main(*sys.argv[1:])
