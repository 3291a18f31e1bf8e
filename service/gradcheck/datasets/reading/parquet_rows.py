"""Parquet: read by a process of its own in bounded memory, which writes rows as JSON lines.

A small file may unfold to any size, and a broken one may end its reader; neither touches the service.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

from gradcheck.datasets.faults import RowFaults
from gradcheck.datasets.reading import parquet_process
from gradcheck.datasets.reading.base import NumberedRow, Opened
from gradcheck.datasets.reading.json_rows import lines
from gradcheck.domain.dataset import FileFacts
from gradcheck.settings import DatasetLimits

_MARK = b"PAR1"
_REASONS = {
    parquet_process.UNREADABLE: "the file is no Parquet file, or not a whole one",
    parquet_process.TWICE: "the file has two columns of one name; give every column a name of its own",
}


def open_parquet(file: IO[bytes], _charset: str | None, limits: DatasetLimits, faults: RowFaults) -> Opened:
    """A Parquet file as it is read."""
    return Opened(facts=FileFacts(format="parquet"), rows=_rows(file, limits, faults))


def _rows(file: IO[bytes], limits: DatasetLimits, faults: RowFaults) -> Iterator[NumberedRow]:
    if not _is_whole(file):
        faults.add("unreadable", 1, None, _REASONS[parquet_process.UNREADABLE])
        return
    file.seek(0)
    command = [sys.executable, "-m", parquet_process.__name__, str(limits.parquet_memory_bytes)]
    process = subprocess.Popen(  # noqa: S603 - our own module # nosec B603
        command, stdin=file.fileno(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    try:
        read = 0
        if process.stdout is not None:
            for row in lines(process.stdout, limits, faults):
                read = row.number
                yield row
        code = process.wait()
        if code and not faults:
            usual = f"cannot be read in {limits.parquet_memory_bytes:,} bytes of memory; write smaller values and pages"
            faults.add("unreadable", read + 1, None, _REASONS.get(code, usual))
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _is_whole(file: IO[bytes]) -> bool:
    """Whether a file begins and ends as one, with a footer that fits in."""
    size = file.seek(0, io.SEEK_END)
    if size < len(_MARK) * 3:
        return False
    file.seek(0)
    head = file.read(len(_MARK))
    file.seek(-2 * len(_MARK), io.SEEK_END)
    footer = int.from_bytes(file.read(len(_MARK)), "little")
    return head == file.read(len(_MARK)) == _MARK and footer <= size - 3 * len(_MARK)
