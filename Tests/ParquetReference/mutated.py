"""Damaged versions of small files: an error or rows, never a crash, a hang or much memory."""

import random
import subprocess
from pathlib import Path

LARGEST_FILE = 60_000
LARGEST_MEMORY = 300 << 10


def run(report, folder, data, quick, seed):
    paths = sorted(folder.glob("*.parquet"))
    if data:
        paths += sorted(p for part in ("data", "bad_data") for p in (Path(data) / part).glob("*.parquet"))
    paths = [p for p in paths if p.stat().st_size <= LARGEST_FILE]
    if quick:
        paths = random.Random(seed).sample(paths, min(50, len(paths)))
    rounds = 100 if quick else 1000
    total = peak = 0
    trace = folder / "trace.bin"
    for number, path in enumerate(paths):
        command = [report.judge, "--mutate", str(seed * 1000 + number), str(rounds), str(path), str(trace)]
        try:
            result = subprocess.run(command, capture_output=True, timeout=60 if quick else 600, check=False)
            status = result.returncode
        except subprocess.TimeoutExpired:
            status = "a hang"
        total += rounds
        if status != 0:
            kept = Path(f"parquet-crash-{path.stem}.bin")
            kept.write_bytes(trace.read_bytes())
            report.fault(path.name, f"status {status}, see {kept}")
            continue
        memory = int(result.stdout.split(b"VmHWM:")[1].split()[0])
        peak = max(peak, memory)
        if memory > LARGEST_MEMORY:
            report.fault(path.name, f"{memory >> 10} MiB of memory")
    print(f"{total} damaged versions of {len(paths)} files, at most {peak >> 10} MiB of memory")
