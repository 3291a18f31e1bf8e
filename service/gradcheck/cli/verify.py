"""`gradcheck verify`: the verdicts of a stored diagnostic, computed again from its own texts and scores.

It reads of the file what verdicts rest on and loads no more than what computes them: not the service, nor its views.
"""

from argparse import Namespace
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from gradcheck.diagnostics.analysis.measuring import RULES_VERSION, findings
from gradcheck.diagnostics.analysis.summary import Found, summary
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.request import Rules
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


def run(arguments: Namespace) -> int:
    """Verify the diagnostic of a file; the exit code. Raises GradcheckError where the file holds none."""
    return verify(arguments.file)


def verify(file: Path) -> int:
    """Print whether each verdict of a file follows from its material; 0 if all do, else 1. Raises GradcheckError."""
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
    for name in rules.tests:
        print(
            f"{name}: {stated[name].verdict}, {'does not follow' if name in differing else 'follows'} from the material"
        )
        if name in differing:
            print(f"  computed: {computed[name].verdict}. {computed[name].reading}")
    if stored.result.summary != summary(computed):
        print(f"the summary does not follow from the material\n  computed: {summary(computed)}")
        return 1
    return 1 if differing else 0


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
