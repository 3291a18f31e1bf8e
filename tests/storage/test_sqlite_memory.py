"""What SQLite keeps of pages and statements has a bound, whatever is written."""

import _sqlite3
import ctypes
from pathlib import Path

import sqlalchemy as sa

from gradcheck.storage.backend import open_engine

_SIZES = range(1, 200)


def in_use() -> int:
    """The bytes that SQLite holds in this process."""
    told = ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used
    told.restype = ctypes.c_int64
    return int(told())


def taken_by_statements(engine: sa.Engine) -> int:
    """The bytes more that a connection holds once it has written every number of rows."""
    table = sa.Table("notes", sa.MetaData(), *(sa.Column(name, sa.Text) for name in "abcdefgh"))
    with engine.connect() as connection:
        table.create(connection)
        before = in_use()
        for size in _SIZES:
            connection.execute(table.insert(), [dict.fromkeys("abcdefgh", "x")] * size)
        connection.rollback()
        return in_use() - before


def test_statements_that_write_ever_other_numbers_of_rows_are_forgotten_early(tmp_path: Path) -> None:
    ours = open_engine(f"sqlite:///{tmp_path / 'ours.sqlite'}", 1)
    usual = sa.create_engine(f"sqlite:///{tmp_path / 'usual.sqlite'}")
    usual.dialect.use_insertmanyvalues_wo_returning = True
    assert taken_by_statements(ours) < 0.5 * taken_by_statements(usual)
    ours.dispose()
    usual.dispose()


def test_pages_of_all_connections_have_one_bound(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'ours.sqlite'}", 1)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA soft_heap_limit").scalar_one() == 8 << 20
    engine.dispose()
