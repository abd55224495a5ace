"""Tables, as text and as Markdown."""

from statistics import median

COLUMNS = ["", "requests/s", "lowest", "p50 ms", "p99 ms", "own CPU ms", "database CPU ms", "peak MB", "errors"]
SERVICE = "graphql"


class Table:
    """Cells of text; the first column is on the left. Remarks follow."""

    def __init__(self, title, head, rows, remarks=()):
        self.title, self.head, self.rows, self.remarks = title, head, rows, remarks

    @property
    def text(self):
        widths = [max(len(row[column]) for row in [self.head, *self.rows]) for column in range(len(self.head))]
        lines = [self.title, ""]
        for row in [self.head, *self.rows]:
            first, *others = [cell.rjust(width) for cell, width in zip(row, widths)]
            lines.append("  ".join([row[0].ljust(len(first)), *others]))
        return "\n".join([*lines, *self.remarks, ""])

    @property
    def markdown(self):
        line = lambda cells: "| " + " | ".join(cells) + " |"
        rule = "|---|" + "---:|" * (len(self.head) - 1)
        remarks = [part for remark in self.remarks for part in ("", remark)]
        return "\n".join([f"### {self.title}", "", line(self.head), rule, *map(line, self.rows), *remarks, ""])


def show(tables, file):
    """Prints tables, and writes them to a file."""
    for table in tables:
        print(table.text, flush=True)
    file.write_text("\n".join(table.markdown for table in tables))
    print(f"as Markdown: {file}")


def compared(workload, turns):
    """The contestants with one workload: medians of the rounds, processor time for each request."""
    results = {name: [turn[workload] for turn in rounds] for name, rounds in turns.items()}
    rows = [[name, *_cells(rounds)] for name, rounds in results.items()]
    remarks = [""]
    for rival in ("thin", "pgbench"):
        names = [name for name in results if name.startswith(rival)]
        if names:
            best = max(names, key=lambda name: median(turn["rate"] for turn in results[name]))
            remarks.append(_ratio(results[SERVICE], results[best], best))
    return Table(f"{workload}, rounds: {len(results[SERVICE])}", COLUMNS, rows, remarks)


def _ratio(own, other, name):
    """Of the rates of the same round."""
    ratios = [left["rate"] / right["rate"] for left, right in zip(own, other)]
    return f"{SERVICE} / {name}: median {median(ratios):.2f}, worst {min(ratios):.2f}"


def _cells(rounds):
    def middle(name, digits):
        if any(name not in turn for turn in rounds):
            return "–"
        return f"{median(turn[name] for turn in rounds):.{digits}f}"

    def each(name):
        if any(name not in turn for turn in rounds):
            return "–"
        return f"{median(turn[name] / turn['requests'] * 1000 for turn in rounds):.3f}"

    errors = sum(turn["refused"] + turn["broken"] for turn in rounds)
    return [
        middle("rate", 0), f"{min(turn['rate'] for turn in rounds):.0f}", middle("p50", 2), middle("p99", 2), each("cpu"),
        each("database_cpu"), middle("peak_mb", 1), str(errors)]
