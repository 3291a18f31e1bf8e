"""`gradcheck verify`: the verdicts of a stored diagnostic, computed again from its own texts and scores.

It reads of the file what verdicts rest on and loads no more than what computes them: not the service, nor its views.
"""

from argparse import Namespace
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from gradcheck.cli.output import tell
from gradcheck.diagnostics.analysis.measuring import RULES_VERSION, findings
from gradcheck.diagnostics.analysis.summary import Found, summary
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.domain.run import Status
from gradcheck.errors import GradcheckError

_TOLERANCE = 1e-9


class _Result(Found, frozen=True, kw_only=True):
    """What a diagnostic found, and what it rests on."""

    material: Material
    summary: str = ""


class _Stored(Rules, frozen=True, kw_only=True):
    """A diagnostic as `GET /diagnostics/ID` gives it."""

    status: Status
    untestable: dict[str, str]
    result: _Result | None


class ComparedVerdict(Value, frozen=True, kw_only=True):
    """What a file states and what follows from its material."""

    follows: bool
    stated: str
    computed: str
    reading: str = ""


class Verified(Value, frozen=True, kw_only=True):
    """Whether all that a file states follows from its material, and each of its verdicts."""

    follows: bool
    tests: dict[str, ComparedVerdict]
    summary: ComparedVerdict


def run(arguments: Namespace) -> int:
    """Say whether each verdict of a file follows from its material; 0 if all do, else 1.

    Raises GradcheckError where the file holds no diagnostic, or one of other rules.
    """
    checked = verify(arguments.file)
    tell(arguments, checked, lambda: _text(checked))
    return 0 if checked.follows else 1


def verify(file: Path) -> Verified:
    """Compute the verdicts of a file again. Raises GradcheckError where that cannot be."""
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=_Stored)
    except (OSError, msgspec.MsgspecError) as error:
        raise GradcheckError(f"{file} is no diagnostic as GET /diagnostics/ID gives it: {error}") from None
    if stored.result is None:
        raise GradcheckError(f"{file} is of a diagnostic without a result: it is {stored.status}")
    if stored.result.rules_version != RULES_VERSION:
        given = f"its verdicts were given by version {stored.result.rules_version} of the rules"
        raise GradcheckError(f"{file} cannot be verified here: {given}, and this Gradcheck has version {RULES_VERSION}")
    rules = Rules(**{name: getattr(stored, name) for name in Rules.__struct_fields__})
    computed = findings(rules, stored.untestable, stored.result.material)
    stated = stored.result.findings
    differing = [name for name in rules.tests if not _same(asdict(computed[name]), asdict(stated[name]))]
    said = summary(computed)
    return Verified(
        follows=not differing and stored.result.summary == said,
        tests={
            name: ComparedVerdict(
                follows=name not in differing,
                stated=stated[name].verdict,
                computed=computed[name].verdict,
                reading=computed[name].reading,
            )
            for name in rules.tests
        },
        summary=ComparedVerdict(follows=stored.result.summary == said, stated=stored.result.summary, computed=said),
    )


def _text(verified: Verified) -> str:
    lines = []
    for name, one in verified.tests.items():
        lines.append(f"{name}: {one.stated}, {'follows' if one.follows else 'does not follow'} from the material")
        if not one.follows:
            lines.append(f"  computed: {one.computed}. {one.reading}")
    if not verified.summary.follows:
        lines.append(f"the summary does not follow from the material\n  computed: {verified.summary.computed}")
    return "\n".join(lines)


def _same(first: object, second: object) -> bool:
    """Whether two findings are equal up to the last digits of their numbers."""
    if isinstance(first, msgspec.Struct) and isinstance(second, msgspec.Struct):
        return _same(asdict(first), asdict(second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(value, second[name]) for name, value in first.items())
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(first, float) and isinstance(second, int | float):
        return abs(first - second) <= _TOLERANCE * max(1.0, abs(first))
    return first == second
