"""What the parts have found."""

import time

# A defect shows itself in many requests; the first ones are enough to find it.
SHOWN = 20


class Report:
    """The checks and faults of one part."""

    def __init__(self, part):
        self.part, self.checks, self.faults, self.notes = part, 0, [], []
        self.start = time.monotonic()

    def check(self, holds, fault):
        """Counts a check; `fault` says what is wrong if it does not hold."""
        self.checks += 1
        if not holds:
            self.faults.append(fault)
        return bool(holds)

    def note(self, text):
        self.notes.append(text)

    def print(self):
        seconds = time.monotonic() - self.start
        outcome = f"{len(self.faults)} faults" if self.faults else "ok"
        print("; ".join([f"{self.part}: {outcome}, {self.checks} checks in {seconds:.0f} s", *self.notes]), flush=True)
        for fault in self.faults[:SHOWN]:
            print(f"  {fault}")
        if len(self.faults) > SHOWN:
            print(f"  and {len(self.faults) - SHOWN} more")
