"""Adds up the samples of `perf script --fields pid,time,ip,sym,dso` by process and function, while the stages run."""

import collections
import os.path
import re
import sys

PROGRAMS = ["postgres", "beam.smp", "transformer", "extractor", "loader", "etl"]
STAGES = {"transformer", "extractor", "loader"}
SAMPLE = re.compile(r"^\s*(\d+)\s+([\d.]+):\s+[0-9a-f]+\s+(.*?)\s+\((.*)\)\s*$")


def read(lines):
    for line in lines:
        if match := SAMPLE.match(line):
            pid, time, symbol, image = match.groups()
            yield int(pid), float(time), symbol, os.path.basename(image)


def main(frequency):
    samples = list(read(sys.stdin))
    names = {pid: image for pid, _, _, image in samples if image in PROGRAMS}
    times = [time for pid, time, _, _ in samples if names.get(pid) in STAGES]
    if not times:
        sys.exit("no sample belongs to a stage")
    load = [sample for sample in samples if min(times) <= sample[1] <= max(times)]
    functions = collections.defaultdict(collections.Counter)
    for pid, _, symbol, image in load:
        name = "idle" if pid == 0 else names.get(pid, "others")
        kernel = image.startswith("[kernel") or image.startswith("[guest")
        functions[name]["(kernel)" if kernel else f"{symbol} in {image}" if image != name else symbol] += 1
    print(f"{max(times) - min(times):.2f} s, with samples of {len(load) / frequency:.2f} s of processor time\n")
    for name, counter in sorted(functions.items(), key=lambda entry: -entry[1].total()):
        print(f"{name}: {counter.total() / frequency:.2f} s")
        for symbol, count in counter.most_common(10 if name != "idle" else 0):
            print(f"    {count / frequency:6.3f} s  {symbol}")


main(int(sys.argv[1]))
