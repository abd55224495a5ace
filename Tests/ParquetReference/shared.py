"""The files of apache/parquet-testing."""

import pyarrow.parquet as pq

from comparison import Judged


def run(report, data):
    uncovered = []
    for path in sorted((data / "data").rglob("*.parquet*")):
        read(report, path, uncovered)
    print("not compared:")
    for line in uncovered:
        print(f"  {line}")
    print("damaged files:")
    for path in sorted((data / "bad_data").glob("*.parquet")):
        judged = Judged(report.judge, path)
        if judged.crash:
            report.fault(path.name, judged.crash)
        print(f"  {path.name}: {judged.error or f'{len(judged.rows)} rows, {len(judged.columns)} flat columns'}")


def read(report, path, uncovered):
    judged = Judged(report.judge, path)
    if judged.crash:
        report.fault(path.name, judged.crash)
        return
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                file.read_row_group(group)
        expected = None
    except Exception as error:  # Whatever pyarrow refuses, for whatever reason.
        expected = str(error).splitlines()[0][:100]
    if judged.error and expected:
        uncovered.append(f"{path.name}: both refuse it. This reader: {judged.error}. pyarrow: {expected}")
    elif judged.error:
        if "encrypt" in path.name:
            uncovered.append(f"{path.name}: {judged.error}")
        else:
            report.fault(path.name, judged.error)
    elif expected:
        uncovered.append(f"{path.name}: only pyarrow refuses it ({expected}); {len(judged.rows)} rows")
    elif not judged.columns:
        uncovered.append(f"{path.name}: all {judged.nested} columns are nested")
    else:
        report.compare(path.name, path)
