"""Writes the records of an export in other ways that mean the same: line ends, compression, columns, shards.

    variants.py FILE… --to OUTDIR

Each file is cut into five parts of whole records, each with the header, and each part is written in another way:

    NAME-members.csv.gz   gzip, several members, cut anywhere
    NAME-crlf.csv         every record ends with CRLF, but the last, which has no end
    NAME-shuffled.csv     columns in another order
    NAME-mark.csv         a byte order mark in front
    NAME-shards.csv       the header again after every 100 records
"""

import argparse
import gzip
import os
import re
import sys

from records import BYTE_ORDER_MARK, records


def quoted(field):
    return b'"' + field.replace(b'"', b'""') + b'"' if re.search(rb'[",\r\n]', field) else field


def members(rows):
    data = b"".join(row.raw + b"\n" for row in rows)
    cuts = [0, 1, len(data) // 3, len(data) // 2 + 7, len(data)]
    return b"".join(gzip.compress(data[start:end], mtime=0) for start, end in zip(cuts, cuts[1:]))


def crlf(rows):
    return b"\r\n".join(row.raw for row in rows)


def shuffled(rows):
    """The columns backwards. Records with other than the header's number of fields, or a stray quote, stay: they are rejects."""
    width = len(rows[0].fields)

    def line(row):
        is_sound = len(row.fields) == width and not row.is_stray
        return b",".join(map(quoted, reversed(row.fields))) if is_sound else row.raw

    return b"".join(line(row) + b"\n" for row in rows)


def mark(rows):
    return BYTE_ORDER_MARK + b"".join(row.raw + b"\n" for row in rows)


def shards(rows):
    header = rows[0].raw + b"\n"
    return b"".join((header if index % 100 == 1 else b"") + row.raw + b"\n" for index, row in enumerate(rows))


VARIANTS = {
    "members.csv.gz": members,
    "crlf.csv": crlf,
    "shuffled.csv": shuffled,
    "mark.csv": mark,
    "shards.csv": shards,
}


def write_variants(path, directory):
    header, *rows = records(path)
    name = os.path.basename(path).removesuffix(".csv")
    size = -(-len(rows) // len(VARIANTS))
    for index, (suffix, write) in enumerate(VARIANTS.items()):
        part = [header, *rows[index * size : (index + 1) * size]]
        target = os.path.join(directory, f"{name}-{suffix}")
        with open(target, "wb") as file:
            file.write(write(part))
        print(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--to", required=True, metavar="OUTDIR")
    arguments = parser.parse_args()
    os.makedirs(arguments.to, exist_ok=True)
    for path in arguments.files:
        write_variants(path, arguments.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
