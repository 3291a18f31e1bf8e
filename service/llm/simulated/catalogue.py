"""The sentences of the simulated world: hints and their opposites, format, prior shift, polish.

A prompt or a feedback holds an atom exactly where it holds the atom's sentence. The hints of a world's own topic matter
to its items, those of other topics never do. Hints, opposites and the like have nine words each, so that texts of equal
length hold equally many. It owns the words and their order in arrays, not what any of them does.
"""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

LABELS = ("alpha", "beta", "gamma")
MINORITY = 2  # the label that prior-shift hints forbid
WORDS_PER_ATOM = 9
ABSENT = "No feedback is available."  # what an editor is told where there is none

CUES = (
    (
        *("seal", "ribbon", "stamp", "wrapper", "knot", "barcode"),
        *("corner", "weight", "sender", "dent", "smell", "colour"),
    ),
    (
        *("leaf", "root", "stem", "bark", "blossom", "thorn"),
        *("seed", "sap", "bud", "vein", "fruit", "moss"),
    ),
    (
        *("hull", "mast", "anchor", "rudder", "keel", "deck"),
        *("sail", "flag", "engine", "cabin", "rope", "prow"),
    ),
)
TOPICS, HINTS = len(CUES), len(CUES[0])

_HINTS = tuple(f"Check the {cue} before you settle on a label." for topic in CUES for cue in topic)
_OPPOSITES = tuple(f"Pay no attention to the {cue} when you decide." for topic in CUES for cue in topic)
_FORMAT = "Give the bare label alone and add nothing more."
_WORDY = "Explain the label at length and add your doubts."
_SHIFT = f"Do not answer {LABELS[MINORITY]}, whatever the case may be."
_BACK = f"Answer {LABELS[MINORITY]} whenever a case leaves any doubt open."
_POLISH = (
    "Work through the case step by step before answering.",
    "Read everything carefully and take the time you need.",
    "You are an expert with many years of experience.",
    "Double check your reasoning and correct any slips found.",
    "Be precise and consistent and weigh all the evidence.",
    "Think about what an attentive colleague would say here.",
)

SENTENCES = (*_HINTS, *_OPPOSITES, _FORMAT, _WORDY, _SHIFT, _BACK, *_POLISH)
PLACE = {sentence: place for place, sentence in enumerate(SENTENCES)}
ATOMS = len(SENTENCES)
FORMAT, WORDY, SHIFT, BACK = (PLACE[sentence] for sentence in (_FORMAT, _WORDY, _SHIFT, _BACK))


def _mask(places: range) -> Bools:
    mask = np.zeros(ATOMS, dtype=bool)
    mask[list(places)] = True
    return mask


_ALL = TOPICS * HINTS
IS_HINT = _mask(range(_ALL))
IS_POLISH = _mask(range(ATOMS - len(_POLISH), ATOMS))
IS_INVERSE = _mask(range(_ALL, 2 * _ALL)) | _mask(range(WORDY, WORDY + 1)) | _mask(range(BACK, BACK + 1))

_there = {**dict(zip(_HINTS, _OPPOSITES, strict=True)), _FORMAT: _WORDY, _SHIFT: _BACK}
_pairs = _there | {inverse: hint for hint, inverse in _there.items()}
OPPOSITE = np.array([PLACE[_pairs.get(sentence, sentence)] for sentence in SENTENCES])


def own(topic: int) -> slice:
    """The places of a topic's hints."""
    return slice(topic * HINTS, (topic + 1) * HINTS)


def inverted(topic: int) -> slice:
    """The places of their opposites."""
    return slice(_ALL + topic * HINTS, _ALL + (topic + 1) * HINTS)


def own_hints(topic: int) -> Bools:
    """Where a topic's hints stand."""
    return _mask(range(topic * HINTS, (topic + 1) * HINTS))


def foreign_hints(topic: int) -> Bools:
    """Where the hints of all other topics stand."""
    return IS_HINT & ~own_hints(topic)


def one(place: int) -> Bools:
    """Where a single atom stands."""
    return _mask(range(place, place + 1))


def opposites(present: Bools) -> Bools:
    """The opposites of the atoms that are present; polish has none."""
    return present[..., OPPOSITE] & ~IS_POLISH
