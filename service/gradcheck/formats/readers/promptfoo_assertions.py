"""promptfoo's assertions as our scorers, where both mean the same."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.task import Expected
from gradcheck.formats.nunjucks import pieces_of
from gradcheck.formats.placeholders import joined
from gradcheck.inputs.fields import as_text
from gradcheck.scoring import Judge
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.json_fields import Json
from gradcheck.scoring.kinds import SingleScoring
from gradcheck.scoring.regex import Regex

_STRICT = Exact(ignore_case=False, ignore_outer_whitespace=False, ignore_end_punctuation=False)
TRANSFORMS: Mapping[str, tuple[bool, bool]] = {
    "output.toLowerCase()": (True, False),
    "output.trim()": (False, True),
    "output.trim().toLowerCase()": (True, True),
}
"""Transforms of an output before it is compared: whether case and white space around it are ignored."""
_EACH_ITS_OWN = "The answer meets the criterion that stands as the expected answer."
_FACTS = "The answer states the facts of the expected answer and contradicts none of them."
_LISTS: Mapping[str, Literal["all", "any"]] = {"contains-all": "all", "contains-any": "any"}
_RUBRICS = frozenset({"llm-rubric", "model-graded-closedqa", "g-eval"})
_FACTUAL = frozenset({"factuality", "model-graded-factuality"})
_OF_COLUMN = re.compile(r"^(not-)?(i?contains(?:-any|-all|-json)?|[a-z][a-z-]*)(?:\(([\d.]+)\))?:\s*", re.ASCII)
_KNOWN_IN_COLUMN = frozenset(
    {
        *("equals", "contains", "icontains", "contains-any", "contains-all", "icontains-any", "icontains-all"),
        *("regex", "starts-with", "llm-rubric", "grade", "factuality", "model-graded-closedqa", "similar"),
        *("javascript", "python", "fn", "eval", "is-json", "contains-json", "levenshtein", "cost", "latency"),
        *("rouge-n", "bleu", "webhook", "classifier", "answer-relevance", "is-xml", "is-sql", "g-eval", "file"),
    }
)


class Equivalent(Value, frozen=True, kw_only=True):
    """An assertion as a scorer, what it expects of this row, and its weight beside the row's others."""

    scoring: SingleScoring
    expected: Expected = None
    weight: float = 1.0


def of_column(text: str) -> dict[str, Any]:
    """The assertion that a cell of a column `__expected` stands for."""
    stripped = text.strip()
    if stripped in {"is-json", "contains-json", "is-xml", "is-sql", "is-html"}:
        return {"type": stripped}
    match = _OF_COLUMN.match(stripped)
    if match is None or match[2] not in _KNOWN_IN_COLUMN:
        return {"type": "equals", "value": text}
    kind = {"grade": "llm-rubric", "fn": "javascript", "eval": "javascript"}.get(match[2], match[2])
    value: Any = stripped[match.end() :]
    if kind.endswith(("-any", "-all")):
        value = [part.strip() for part in value.split(",")]
    return {"type": f"{match[1] or ''}{kind}", "value": value}


def scored(assertion: Mapping[str, Any], variables: Mapping[str, Any]) -> Equivalent | str:
    """An assertion as a scorer with the row's variables filled in, or what of it has no scorer."""
    kind, value = str(assertion.get("type")), filled(assertion.get("value"), variables)
    transform = assertion.get("transform")
    if transform is not None and not (kind == "equals" and transform in TRANSFORMS):
        return f"assertions {kind} with a transform"
    if isinstance(value, str) and value.startswith(("file://", "package:")):
        return f"assertions {kind} whose value stands in another file"
    if kind == "equals":
        return _equals(value, *TRANSFORMS.get(str(transform), (False, False)))
    plain = kind.removeprefix("i") if kind.startswith("icontains") else kind
    if plain == "contains" or plain in _LISTS:
        return _contains(kind, value, of_list=_LISTS.get(plain), ignore_case=plain != kind)
    return _by_pattern_or_judge(kind, value)


def _equals(value: object, ignore_case: bool, ignore_outer: bool) -> Equivalent:  # noqa: FBT001 - by their names above
    if isinstance(value, dict | list):
        return Equivalent(scoring=Json(count_extra_fields=True), expected=value)
    exact = replace(_STRICT, ignore_case=ignore_case, ignore_outer_whitespace=ignore_outer)
    return Equivalent(scoring=exact, expected=as_text(value))


def _contains(
    kind: str, value: object, *, of_list: Literal["all", "any"] | None, ignore_case: bool
) -> Equivalent | str:
    if of_list is None:
        return Equivalent(scoring=Contains(ignore_case=ignore_case), expected=as_text(value))
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not given:
        return f"assertions {kind} without a list"
    texts = [as_text(text).strip() if isinstance(value, str) else as_text(text) for text in given]
    return Equivalent(scoring=Contains(ignore_case=ignore_case, of_list=of_list), expected=texts)


def _by_pattern_or_judge(kind: str, value: object) -> Equivalent | str:
    if kind in {"regex", "starts-with"} and isinstance(value, str):
        pattern = value if kind == "regex" else rf"\A{re.escape(value)}"
        scorer = Regex(pattern=pattern)
        if scorer.validate(""):
            return "assertions regex whose pattern RE2 does not know"
        return Equivalent(scoring=scorer)
    if kind in _RUBRICS and isinstance(value, str | list) and value:
        rubric = value if isinstance(value, str) else "\n".join(map(as_text, value))
        return Equivalent(scoring=Judge(rubric=rubric))
    if kind in _FACTUAL and isinstance(value, str):
        return Equivalent(scoring=Judge(rubric=_FACTS), expected=value)
    return f"assertions {kind}"


def each_its_own(answer: Equivalent) -> Equivalent:
    """A rubric of one row as what that row expects of a judge that all rows share."""
    assert isinstance(answer.scoring, Judge)  # noqa: S101 - nothing else has a rubric
    return replace(answer, scoring=Judge(rubric=_EACH_ITS_OWN), expected=answer.scoring.rubric)


def filled(value: object, variables: Mapping[str, Any]) -> object:
    """A value with the variables it names; one that is nothing but a variable is that variable's value."""
    if isinstance(value, str):
        pieces = pieces_of(value.strip() if value.strip().startswith("{{") else value)
        if len(pieces) == 3 and not pieces[0] + pieces[2] and pieces[1] in variables:
            return variables[pieces[1]]
        return joined(pieces, lambda name: as_text(variables[name]) if name in variables else f"{{{{{name}}}}}")
    if isinstance(value, list):
        return [filled(part, variables) for part in value]
    if isinstance(value, dict):
        return {name: filled(part, variables) for name, part in value.items()}
    return value


def variables_in(value: object) -> frozenset[str]:
    """The variables that a value names."""
    if isinstance(value, str):
        return frozenset(pieces_of(value)[1::2])
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return frozenset[str]().union(*map(variables_in, parts))
