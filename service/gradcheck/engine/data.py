"""What a run's examples say twice: repeats, contradictions, leaks between splits, near repeats. It moves no example."""

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
    repeated = [
        (first[said_input], index)
        for index, said_input in enumerate(inputs)
        if first.setdefault(said_input, index) != index
    ]
    answers = {index: _answer(examples[index].expected) for pair in repeated for index in pair}
    splits = [example.split for example in examples]
    near = alike([" ".join(text for _, text in fields) for fields in inputs], splits)
    near = [(earlier, index) for earlier, index in near if family[earlier] != family[index]]
    return DataReport(
        repeated=_pairs(examples, repeated),
        contradictory=_pairs(examples, [pair for pair in repeated if answers[pair[0]] != answers[pair[1]]]),
        leaked=_pairs(
            examples,
            [
                (first_of_family, index)
                for index, first_of_family in enumerate(family)
                if splits[first_of_family] != splits[index]
            ],
        ),
        leaked_into_test=_pairs(examples, _into_test(family, splits)),
        alike=_pairs(examples, near),
        alike_in_test=_pairs(examples, _near_test(near, splits)),
    )


def warnings_for_test(report: DataReport | None) -> tuple[str, ...]:
    """What whoever reads the verdict of the test must know of its examples."""
    if report is None:
        return ()
    said = {
        "are not new: the request gives what equals them, or shares their group, to another split": (
            report.leaked_into_test
        ),
        "say nearly what one of another split says": report.alike_in_test,
    }
    return tuple(
        f"{pairs.count} test examples {what} (the first: {_named(pairs)}), so the scores may show what was seen before"
        for what, pairs in said.items()
        if pairs.count
    )


def _named(pairs: Pairs) -> str:
    return ", ".join(f"{earlier} and {other}" for earlier, other in pairs.first)


def _into_test(family: Sequence[int], splits: Sequence[Split]) -> list[tuple[int, int]]:
    """The test examples that belong together with one of another split: the first such one, and their own."""
    elsewhere: dict[int, int] = {}
    for index, first_of_family in enumerate(family):
        if splits[index] != "test":
            elsewhere.setdefault(first_of_family, index)
    return [
        (elsewhere[first_of_family], index)
        for index, first_of_family in enumerate(family)
        if splits[index] == "test" and first_of_family in elsewhere
    ]


def _near_test(near: Sequence[tuple[int, int]], splits: Sequence[Split]) -> list[tuple[int, int]]:
    """The test examples that are nearly one of another split, whichever came first: that one, and their own."""
    pairs = [pair if splits[pair[1]] == "test" else pair[::-1] for pair in near]
    return [*{own: (other, own) for other, own in reversed(pairs) if splits[own] == "test"}.values()][::-1]


def _answer(expected: Expected) -> bytes:
    """An expected answer, without the differences that inputs are equal in spite of."""
    return msgspec.json.encode(normal(expected) if isinstance(expected, str) else expected, order="sorted")


def _pairs(examples: Sequence[Example], pairs: Sequence[tuple[int, int]]) -> Pairs:
    shown = tuple((examples[index].id, examples[other].id) for index, other in pairs[:_SHOWN])
    return Pairs(count=len(pairs), first=shown)
