"""Small tables of which a test says what etl makes of them."""

import pyarrow as pa
import pyarrow.parquet as pq


def transfers(rows=3, **columns):
    """Transfers whose values are all sound, with some columns replaced; a column of None is left out."""
    table = {
        "block_number": pa.array(range(17_000_000, 17_000_000 + rows), pa.int64()),
        "log_index": pa.array([row % 500 for row in range(rows)], pa.int32()),
        "transaction_hash": pa.array([bytes([row % 251]) * 32 for row in range(rows)], pa.binary()),
        "token_address": pa.array([b"\1" * 20] * rows, pa.binary()),
        "value": pa.array([str(row) for row in range(rows)]),
    }
    return pa.table({name: column for name, column in (table | columns).items() if column is not None})


def tokens(rows=3, **columns):
    table = {"address": pa.array([bytes([row % 251]) * 20 for row in range(rows)], pa.binary()), "symbol": pa.array(["T"] * rows)}
    return pa.table({name: column for name, column in (table | columns).items() if column is not None})


class Expectation:
    """Writes a table, and tells how its records differ from what a test says."""

    def __init__(self, account, folder):
        self.account, self.folder = account, folder

    def write(self, name, table, **settings):
        path = self.folder / f"{name.replace(' ', '-').replace('/', '-')}.parquet"
        pq.write_table(table, path, **settings)
        return path

    def table(self, name, table, *options, settings=None, **expected):
        self.file(name, self.write(name, table, **(settings or {})), *options, **expected)

    def file(self, name, path, *options, passed=None, reasons=None, values=None, refused=None, records=None):
        """Compares a file.

        passed: the number of records. reasons: those of rejects, each with its field and number. values: for a field, its
        values in the records that pass. refused: a part of the reason for which there are none. records: the records, as a function
        of an index gives them.
        """
        found = self.account.inspect(path, *options)
        if refused is not None:
            what = None if not found.crash and refused in (found.problem or "") else f"{found.problem!r} instead of “{refused}”"
        else:
            what = found.problem or "; ".join(self.differences(found.check, passed, reasons, values, records))
        if what:
            self.account.fault(name, what, path)
        else:
            self.account.same += 1
        return found

    def again(self, name, table, *options):
        """Compares the rejects of a table with those of the lines that etl shows of them, as a file of CSV."""
        path = self.write(name, table)
        found = self.account.inspect(path, *options)
        csv = path.with_suffix(".csv")
        rejects = found.check["first_rejects"] if found.check else []
        csv.write_text("\n".join([",".join(table.column_names), *(reject["raw"] for reject in rejects)]) + "\n")
        corrected = self.account.inspect(csv)
        before, after = (
            [(r["reason"], r["field"]) for r in file.check["first_rejects"]] if file.check else file.problem
            for file in (found, corrected))
        if not rejects or before != after:
            self.account.fault(name, f"as CSV {after} instead of {before}: {csv.read_text()}", path, csv)
        else:
            self.account.same += 1

    @staticmethod
    def differences(check, passed, reasons, values, records):
        if check is None:
            yield "no records"
            return
        if passed is not None and check["passed"] != passed:
            yield f"{check['passed']} records pass instead of {passed}, rejects: {check['reasons']}"
        found = {(r["reason"], r["field"]): r["count"] for r in check["reasons"]}
        if reasons is not None and found != reasons:
            yield f"rejects {found} instead of {reasons}"
        rows = [record["values"] for record in check["first_records"]]
        for field, wanted in (values or {}).items():
            column, wanted = ([shown(value) for value in values] for values in ((row[field] for row in rows), wanted))
            if column != wanted:
                unequal = [i for i, (value, right) in enumerate(zip(column, wanted)) if value != right]
                place = unequal[0] if unequal else min(len(column), len(wanted))
                found, right = (str(values[place:place + 1])[:300] for values in (column, wanted))
                yield f"{field} {place}: {found} instead of {right}"
        for row in rows if records else ():
            wanted = records(int(row["block_number"]))
            if any(row[field] != value for field, value in wanted.items()):
                yield f"{row} instead of {wanted}"
                return


def shown(value):
    """The part of a value that documents have of any."""
    return value[:1000] if isinstance(value, str) else value
