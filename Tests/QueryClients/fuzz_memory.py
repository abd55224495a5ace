"""The memory of the service while it is fuzzed."""

import threading

LIMIT = 96 << 20
# What the allocator keeps differs by some MiB between moments.
TOLERANCE = 6 << 20
# Caches fill for about a minute; in less time than this, that is no different from a leak.
LONG = 180 * 2


class MemoryWatch:
    """Reads the resident memory of the service each half second."""

    def __init__(self, service):
        self.service, self.samples, self.over = service, [], threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self.sample, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def sample(self):
        while not self.over.wait(0.5):
            try:
                self.samples.append(self.service.resident())
            except (OSError, StopIteration):
                return

    def faults(self):
        """What is wrong with the memory at the end."""
        found = []
        if not self.samples:
            return ["the memory could not be read"]
        if self.samples[-1] > LIMIT:
            found.append(f"{mebibytes(self.samples[-1])} of memory, more than {mebibytes(LIMIT)}")
        quarters = self.quarters()
        if len(self.samples) >= LONG and quarters == sorted(quarters) and quarters[-1] - quarters[0] > TOLERANCE:
            found.append(f"the memory grows steadily: {', '.join(map(mebibytes, quarters))}")
        return found

    def quarters(self):
        """The least memory in each quarter of the time after caches and buffers are full, the first third."""
        rest = self.samples[len(self.samples) // 3:]
        size = max(1, len(rest) // 4)
        return [min(rest[place * size:(place + 1) * size] or [0]) for place in range(4)]


def mebibytes(count):
    return f"{count / (1 << 20):.1f} MiB"
