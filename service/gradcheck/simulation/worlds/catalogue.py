"""The sentences of the simulated world: hints and their opposites, format, prior shift, polish.

A prompt or a feedback holds an atom exactly where it holds the atom's sentence in one of its two wordings. The hints of
a world's own topic matter to its items, those of other topics never do. All sentences have nine words, so that texts of
equal length hold equally many.
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

_FORBIDDEN = LABELS[MINORITY]
_CUES = tuple(cue for topic in CUES for cue in topic)
_POLISH = 6

SENTENCES = (
    *(f"Check the {cue} before you settle on a label." for cue in _CUES),
    *(f"Pay no attention to the {cue} when you decide." for cue in _CUES),
    "Give the bare label alone and add nothing more.",
    "Explain the label at length and add your doubts.",
    f"Do not answer {_FORBIDDEN}, whatever the case may be.",
    f"Answer {_FORBIDDEN} whenever a case leaves any doubt open.",
    "Work through the case step by step before answering.",
    "Read everything carefully and take the time you need.",
    "You are an expert with many years of experience.",
    "Double check your reasoning and correct any slips found.",
    "Be precise and consistent and weigh all the evidence.",
    "Think about what an attentive colleague would say here.",
)
REWORDED = (
    *(f"Before you settle on a label, check the {cue}." for cue in _CUES),
    *(f"When you decide, pay no attention to the {cue}." for cue in _CUES),
    "Add nothing more and give the bare label alone.",
    "Add your doubts and explain the label at length.",
    f"Whatever the case may be, do not answer {_FORBIDDEN}.",
    f"Whenever a case leaves any doubt open, answer {_FORBIDDEN}.",
    "Before answering, work through the case step by step.",
    "Take the time you need and read everything carefully.",
    "With many years of experience, you are an expert.",
    "Correct any slips found and double check your reasoning.",
    "Weigh all the evidence and be precise and consistent.",
    "Think here about what an attentive colleague would say.",
)
PLACE = {sentence: atom for wording in (SENTENCES, REWORDED) for atom, sentence in enumerate(wording)}
ATOMS = len(SENTENCES)
_ALL = TOPICS * HINTS
FORMAT, WORDY, SHIFT, BACK = range(2 * _ALL, ATOMS - _POLISH)


def _mask(places: range) -> Bools:
    mask = np.zeros(ATOMS, dtype=bool)
    mask[list(places)] = True
    return mask


IS_HINT = _mask(range(_ALL))
IS_POLISH = _mask(range(ATOMS - _POLISH, ATOMS))
IS_INVERSE = _mask(range(_ALL, 2 * _ALL)) | _mask(range(WORDY, WORDY + 1)) | _mask(range(BACK, BACK + 1))
OPPOSITE = np.concatenate(
    [np.roll(np.arange(2 * _ALL), _ALL), [WORDY, FORMAT, BACK, SHIFT], np.arange(ATOMS - _POLISH, ATOMS)]
)


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


def one(atom: int) -> Bools:
    """Where a single atom stands."""
    return _mask(range(atom, atom + 1))


def opposites(present: Bools) -> Bools:
    """The opposites of the atoms that are present; polish has none."""
    return present[..., OPPOSITE] & ~IS_POLISH
