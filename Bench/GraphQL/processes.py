"""What processes use, by /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(process_id):
    """The process and its living descendants."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(_fields(path)[1]), []).append(int(path.parent.name))
        except OSError:
            pass  # ended meanwhile
    found = [process_id]
    for parent in found:
        found += children.get(parent, [])
    return found


def cpu_seconds(process_id):
    """User and system time of the process, of its descendants, and of those that ended and were waited for."""
    total = 0
    for member in family(process_id):
        try:
            total += sum(int(ticks) for ticks in _fields(Path(f"/proc/{member}/stat"))[11:15])
        except OSError:
            pass
    return total / TICKS


def memory(process_id, name):
    """The sum of VmRSS or VmHWM of the process and its descendants, in megabytes."""
    total = 0
    for member in family(process_id):
        try:
            status = Path(f"/proc/{member}/status").read_text()
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith(name + ":"):
                total += int(line.split()[1])
    return total / 1024


def _fields(path):
    """The fields behind the name, which may have spaces: state, parent, … (proc(5))."""
    return path.read_text().rpartition(")")[2].split()
