"""Texts that say nearly the same, found in time that grows with their number and length alone.

Two texts are alike if they share four fifths of their runs of three words (Jaccard), whatever the punctuation: a word
changed in thirty, a sixth of a text cut off or put before it. Texts of one template differ in more than that, unless
they are little else than template. Candidates come from min-hashes, so that a pair at the bound is missed one time in
thirty.
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from gradcheck.domain.seeds import stream

LEAST = 0.8
_RUN = 3
_END = [0] * (_RUN - 1)
_BANDS, _ROWS = 5, 3
_ODD = np.uint64(0x9E3779B97F4A7C15)
_TRIED = 3  # earlier texts that a text is compared with at most
_PUNCTUATION = dict.fromkeys(map(ord, ",;:!?.…'\"«»“”‘’()[]"), " ")  # noqa: RUF001 - quotation marks of texts
SPACELESS = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
"""Characters of scripts that set no spaces: each is a word."""

Hashes = NDArray[np.uint64]
Places = NDArray[np.int_]


def alike(texts: Sequence[str], kinds: Sequence[object]) -> list[tuple[int, int]]:
    """For each text that is like an earlier one of another kind, the places of an earlier one and of its own."""
    if not texts:
        return []
    runs, starts = _runs(texts)
    ends = [*starts[1:].tolist(), len(runs)]
    earlier_by_text: dict[int, int] = {}
    tried: dict[int, set[int]] = {}
    sets: dict[int, frozenset[int]] = {}

    def words_of(index: int) -> frozenset[int]:
        if index not in sets:
            sets[index] = frozenset(runs[starts[index] : ends[index]].tolist())
        return sets[index]

    for band in _signatures(runs, starts):
        _, bucket, sizes = np.unique(band, return_inverse=True, return_counts=True)
        last: dict[int, dict[object, int]] = {}
        for index in np.flatnonzero(sizes[bucket] > 1).tolist():
            seen = last.setdefault(int(bucket[index]), {})
            before = {earlier for kind, earlier in seen.items() if kind != kinds[index]}
            seen[kinds[index]] = index
            known = tried.setdefault(index, set())
            for earlier in sorted(before - known)[: _TRIED - len(known)] if index not in earlier_by_text else ():
                known.add(earlier)
                if index not in earlier_by_text and _shared(words_of(earlier), words_of(index)) >= LEAST:
                    earlier_by_text[index] = earlier
    return [(earlier, index) for index, earlier in sorted(earlier_by_text.items())]


def _shared(words: frozenset[int], other: frozenset[int]) -> float:
    both = len(words & other)
    return both / (len(words) + len(other) - both)


class _Codes(dict[str, int]):
    """A number for every word, the same in every process; 0 is none."""

    def __missing__(self, word: str) -> int:
        self[word] = number = crc32(word.encode("utf-8", "surrogatepass")) + 1
        return number


def _words(text: str) -> list[str]:
    bare = text.translate(_PUNCTUATION)
    return (bare if text.isascii() else SPACELESS.sub(r" \1 ", bare)).split()


def _runs(texts: Sequence[str]) -> tuple[Hashes, Places]:
    """The hashes of all runs of words, text by text, and where each text's begin; those at its end are shorter."""
    codes = _Codes()
    words: list[int] = []
    starts = []
    for index, text in enumerate(texts):
        starts.append(len(words) - index * len(_END))
        words += map(codes.__getitem__, _words(text) or [text])
        words += _END
    padded = np.array([*words, *_END], dtype=np.uint64)
    begins = np.flatnonzero(padded)
    runs = np.zeros(len(begins), dtype=np.uint64)
    for offset in range(_RUN):
        runs = _scrambled(runs ^ padded[begins + offset])
    return runs, np.array(starts)


def _scrambled(values: Hashes) -> Hashes:
    """A one-to-one mix of 64 bits (the finalizer of MurmurHash3)."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


def _signatures(runs: Hashes, starts: Places) -> list[Hashes]:
    """For each band a number a text: texts that share a share s of their runs have the same one with s ** _ROWS."""
    salts = stream("alike").integers(0, 1 << 63, size=(_BANDS, _ROWS), dtype=np.uint64)
    salted = np.empty_like(runs)
    bands = []
    for row in salts:
        band = np.zeros(len(starts), dtype=np.uint64)
        for salt in row:
            np.bitwise_xor(runs, salt, out=salted)
            np.multiply(salted, _ODD, out=salted)
            band = _scrambled(band ^ np.minimum.reduceat(salted, starts))
        bands.append(band)
    return bands
