"""Our scorers as promptfoo's assertions, where both mean the same."""

from collections.abc import Sequence
from typing import Any

from gradcheck.domain.task import Example, Expected
from gradcheck.formats.nunjucks import escaped_value
from gradcheck.formats.readers.promptfoo_assertions import TRANSFORMS
from gradcheck.inputs.fields import as_text
from gradcheck.scoring import Judge, Scoring, Weighted
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.regex import Regex

Assertion = dict[str, Any]


def assertions_of(scoring: Scoring, examples: Sequence[Example]) -> tuple[list[list[Assertion]], list[str]]:
    """The assertions of each example, and what cannot be asserted, in sentences."""
    if isinstance(scoring, Weighted):
        return _of_parts(scoring, examples)
    found = [_assertion(scoring, example.expected) for example in examples]
    name = scoring.__struct_config__.tag
    missing = sum(assertion is None for assertion in found)
    said = []
    if missing == len(found):
        said.append(f"The scoring {name} has no equivalent here, so the tests assert nothing.")
    elif missing:
        said.append(f"{missing} tests assert nothing: what they expect has no equivalent here.")
    if isinstance(scoring, Exact) and not missing and "transform" in (found[0] or {}):
        said.append("Assertions compare in lower case and without white space around; marks at the end count.")
    return [[] if assertion is None else [assertion] for assertion in found], said


def _of_parts(weighted: Weighted, examples: Sequence[Example]) -> tuple[list[list[Assertion]], list[str]]:
    """The assertions of every part with its weight: promptfoo's score of a test is their mean too."""
    found: list[list[Assertion]] = [[] for _ in examples]
    said = []
    for part in weighted.parts:
        own, missing = assertions_of(part.scoring, examples)
        said += [f"{part.name}: {sentence}" for sentence in missing]
        for held, assertions in zip(found, own, strict=True):
            held += [{**assertion, "weight": part.weight} for assertion in assertions]
    return found, said


def _assertion(scoring: Scoring, expected: Expected) -> Assertion | None:
    match scoring:
        case Exact():
            return _equals(scoring, expected)
        case Contains():
            kind = f"{'i' if scoring.ignore_case else ''}contains"
            if isinstance(expected, list):
                texts = [escaped_value(as_text(text)) for text in expected]
                return {"type": f"{kind}-{scoring.of_list}", "value": texts}
            return {"type": kind, "value": escaped_value(as_text(expected))}
        case Regex(group=None, ignore_case=False):
            return {"type": "regex", "value": escaped_value(scoring.pattern)}
        case Judge():
            wanted = "" if expected is None else f"\nExpected answer: {as_text(expected)}"
            return {"type": "llm-rubric", "value": escaped_value(scoring.rubric + wanted)}
        case _:
            return None


def _equals(scoring: Exact, expected: Expected) -> Assertion | None:
    """One acceptable answer, as it is or under a transform of the output that the reader knows too."""
    if isinstance(expected, list | dict) or expected is None:
        return None
    if scoring.ignore_inner_whitespace or scoring.ignore_articles:
        return None
    text = as_text(expected)
    transform = next(
        (
            written
            for written, (ignore_case, ignore_outer) in TRANSFORMS.items()
            if (ignore_case, ignore_outer) == (scoring.ignore_case, scoring.ignore_outer_whitespace)
        ),
        None,
    )
    if scoring.ignore_case:
        text = text.lower()
    if scoring.ignore_outer_whitespace:
        text = text.strip()
    assertion: Assertion = {"type": "equals", "value": escaped_value(text)}
    return assertion if transform is None else {**assertion, "transform": transform}
