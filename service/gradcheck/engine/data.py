"""What a run's examples say twice: repeats, contradictions, leaks between splits, near repeats.

It owns what is counted and said. It does not own which examples belong together (`domain/division.py`) nor what makes
texts alike (`texts/alike.py`), and it moves no example.
"""

from collections.abc import Sequence

import msgspec

from gradcheck.domain.division import families, normal, said
from gradcheck.domain.task import DataReport, Example, Expected, Pairs, Split
from gradcheck.texts.alike import alike

_SHOWN = 5


def report_on(examples: Sequence[Example]) -> DataReport:
    """What repeats in a divided data set, in time that grows with its size alone."""
    family = families(examples)
    inputs = [said(example) for example in examples]
    first: dict[object, int] = {}
    repeated = [(first[one], place) for place, one in enumerate(inputs) if first.setdefault(one, place) != place]
    answers = {place: _answer(examples[place].expected) for pair in repeated for place in pair}
    splits = [example.split for example in examples]
    near = alike([" ".join(text for _, text in one) for one in inputs], splits)
    return DataReport(
        repeated=_pairs(examples, repeated),
        contradictory=_pairs(examples, [pair for pair in repeated if answers[pair[0]] != answers[pair[1]]]),
        leaked=_pairs(examples, [(one, place) for place, one in enumerate(family) if splits[one] != splits[place]]),
        leaked_into_test=_pairs(examples, _into_test(family, splits)),
        alike=_pairs(examples, [pair for pair in near if family[pair[0]] != family[pair[1]]]),
    )


def warnings_for_test(report: DataReport | None) -> tuple[str, ...]:
    """What whoever reads the verdict of the test must know of its examples."""
    if report is None or not report.leaked_into_test.count:
        return ()
    pairs = ", ".join(f"{one} and {other}" for one, other in report.leaked_into_test.first)
    message = (
        f"{report.leaked_into_test.count} test examples are not new: the request gives what equals them, or shares "
        f"their group, to another split (the first: {pairs}), so the scores may show what was seen before"
    )
    return (message,)


def _into_test(family: Sequence[int], splits: Sequence[Split]) -> list[tuple[int, int]]:
    """The test examples that belong together with one of another split: the first such one, and their own."""
    elsewhere: dict[int, int] = {}
    for place, one in enumerate(family):
        if splits[place] != "test":
            elsewhere.setdefault(one, place)
    return [(elsewhere[one], place) for place, one in enumerate(family) if splits[place] == "test" and one in elsewhere]


def _answer(expected: Expected) -> bytes:
    """An expected answer, without the differences that inputs are equal in spite of."""
    return msgspec.json.encode(normal(expected) if isinstance(expected, str) else expected, order="sorted")


def _pairs(examples: Sequence[Example], pairs: Sequence[tuple[int, int]]) -> Pairs:
    shown = tuple((examples[one].id, examples[other].id) for one, other in pairs[:_SHOWN])
    return Pairs(count=len(pairs), first=shown)
