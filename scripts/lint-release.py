#!/usr/bin/env python3
"""Finds locks that would have the wrong owner in programs of a release build (docs/decisions/0020).

usage: scripts/lint-release.py PROGRAM…

A part of an async function that takes a Mutex must compute the address of thread-local variables (%fs) before its first
lock. Otherwise it has one of the thread that ran the part before it. x86-64 only.
"""

import platform
import re
import subprocess
import sys

START = re.compile(r"^[0-9a-f]+ <(.*)>:")
# Both paths are in each inlined withLock; the lock itself is a compare-and-exchange.
SLOW = ("_MutexHandleV9_lockSlow", "_MutexHandleV11_unlockSlow")
# Of the standard library, and of a library's function that the programs never call.
KNOWN = re.compile(r"Synchronization12_MutexHandle|13Configuration23MutableInMemoryProvider")


def functions(program):
    """Yields the names and the lines of the functions of a program."""
    command = ["objdump", "--disassemble", "--no-show-raw-insn", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        name, lines = None, []
        for line in process.stdout:
            if match := START.match(line):
                if name:
                    yield name, lines
                name, lines = match.group(1), []
            else:
                lines.append(line)
        if name:
            yield name, lines
    if process.returncode:
        sys.exit(f"{program}: objdump failed")


def first(lines, text):
    """The number of the first line with a text; past the end if none has it."""
    return next((number for number, line in enumerate(lines) if text in line), len(lines))


def check(program):
    """Prints the faulty functions of a program; returns how many there are."""
    faults = locks = 0
    for name, lines in functions(program):
        if not any(slow in line for line in lines for slow in SLOW) or KNOWN.search(name):
            continue
        locks += 1
        if first(lines, "lock cmpxchg") < first(lines, "%fs:"):
            print(f"{program}: {name} takes a lock with another thread's number")
            faults += 1
    if not locks:
        print(f"{program}: no function takes a lock: is it stripped, or not a release build?")
        return 1
    return faults


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if platform.machine() != "x86_64":
        sys.exit("this check reads the machine code of x86-64 only")
    sys.exit(1 if sum(check(program) for program in sys.argv[1:]) else 0)
