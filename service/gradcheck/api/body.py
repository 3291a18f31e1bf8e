"""How big a body is before anything of it is built: how deep it nests, how many values it holds.

It owns the bounds of both, which keep the work of a small body small. It does not own what the values must be.
"""

import numpy as np

from gradcheck.errors import BodyTooLargeError, MalformedBodyError

_DEEPEST = 100
_MOST_VALUES = 1_000_000
_ALL_BUT_MARKS = bytes(set(range(256)) - set(b'[]{},"'))
_CHUNK = 1 << 20
_QUOTE, _COMMA, _OPEN, _CLOSE = (np.frombuffer(marks, np.uint8) for marks in (b'"', b",", b"[{", b"]}"))


def check_size(body: bytes) -> None:
    """Raise MalformedBodyError for what nests too deep, BodyTooLargeError for more values than any request has."""
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _ALL_BUT_MARKS)
    marks = np.frombuffer(bare, np.uint8)
    inside = depth = values = 0
    for first in range(0, len(marks), _CHUNK):
        chunk = marks[first : first + _CHUNK]
        quotes = chunk == _QUOTE
        texts = (np.cumsum(quotes) + inside) % 2  # 1 within a text, its first quote included
        bare_chunk = chunk[(texts == 0) & ~quotes]
        opened, closed = np.isin(bare_chunk, _OPEN), np.isin(bare_chunk, _CLOSE)
        depths = depth + np.cumsum(opened.astype(np.int32) - closed)
        values += int(np.count_nonzero(opened)) + int(np.count_nonzero(bare_chunk == _COMMA))
        if len(depths):
            if depths.max() > _DEEPEST:
                raise MalformedBodyError(f"the body nests deeper than {_DEEPEST} levels")
            depth = int(depths[-1])
        if values > _MOST_VALUES:
            raise BodyTooLargeError(f"the body holds more than {_MOST_VALUES:,} values")
        inside = int(texts[-1])
