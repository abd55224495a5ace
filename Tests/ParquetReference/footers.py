"""Changes what a file says of its columns, for types that no writer at hand writes."""

import fastparquet
import pyarrow as pa

DECIMAL, FIXED, INT96 = 5, 7, 3


def changed(path, change):
    """Writes a file's footer again after a function has changed it."""
    data = path.read_bytes()
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    footer = fastparquet.ParquetFile(str(path)).fmd
    change(footer)
    written = bytes(footer.to_bytes())
    path.write_bytes(data[:start] + written + len(written).to_bytes(4, "little") + b"PAR1")
    return path


def column(footer, name):
    return next(element for element in footer.schema if element.name in (name, name.encode()))


def as_decimal(name, scale, precision=70):
    """Makes a decimal of a column of bytes."""
    def change(footer):
        element = column(footer, name)
        element.logicalType, element.converted_type, element.scale, element.precision = None, DECIMAL, scale, precision
    return change


def as_int96(name):
    """Makes times of a column of 12 bytes."""
    def change(footer):
        element = column(footer, name)
        element.type, element.type_length = INT96, None
        for group in footer.row_groups:
            for chunk in group.columns:
                if chunk.meta_data.path_in_schema[-1] in (name, name.encode()):
                    chunk.meta_data.type, chunk.meta_data.statistics = INT96, None
    return change


def int96(days, nanoseconds):
    """A day since 1970 and its nanoseconds."""
    return nanoseconds.to_bytes(8, "little", signed=True) + ((days + 2_440_588) % 2**32).to_bytes(4, "little")


def twelve_bytes(values):
    return pa.array(values, pa.binary(12))
