"""Material and samples of a diagnostic made from numbers, and rules to judge them by."""

from collections.abc import Mapping, Sequence

from service.diagnostics.contrasts import Terms, contrast
from service.diagnostics.effects import Effect, decided
from service.diagnostics.finding import Finding, Given
from service.diagnostics.findings import found_by
from service.diagnostics.material import Audited, Block, Drawn, Material, Row
from service.diagnostics.registry import DIAGNOSTICS
from service.diagnostics.request import Noise, Rules
from service.diagnostics.samples import Samples

Pairs = Sequence[tuple[Sequence[float | None], Sequence[float | None]]]


def rules(*tests: str, **changes: object) -> Rules:
    """Rules with delta 0.1 for this run's pairs."""
    values = {
        "scope": "this_run",
        "estimand": "fixed_feedback",
        "ladder": "core",
        "stop": "fixed",
        "delta": 0.1,
        "alpha": 0.05,
        "noise": Noise(pair_sd=0.1, basis="assumed"),
        "seed": 0,
        **changes,
    }
    return Rules(tests=tests, **values)  # type: ignore[arg-type]


def drawn(arm: str, scores: Row, **rest: object) -> Drawn:
    """A draw whose feedback and edit are the arm's name."""
    values = {"feedback": (arm,), "text": arm, "rejected": (), **rest}
    return Drawn(arm=arm, scores=tuple(scores), **values)  # type: ignore[arg-type]


def material(pairs: Pairs, steps: int = 1, arms: tuple[str, str] = ("a", "b")) -> Material:
    """Blocks of two arms, dealt to steps in turn."""
    blocks = [
        Block(step=n % steps, replicate=n // steps, arms=(drawn(arms[0], tuple(a)), drawn(arms[1], tuple(b))))
        for n, (a, b) in enumerate(pairs)
    ]
    return Material(blocks=tuple(blocks))


def samples(pairs: Pairs, steps: int = 1, arms: tuple[str, str] = ("a", "b")) -> Samples:
    """The same as arrays."""
    return Samples.of(material(pairs, steps, arms))


def judged(given: Samples, terms: Terms | None = None, **changes: object) -> Effect:
    """The contrast of the arms a and b with its verdict, alone in its family."""
    fixed = rules(**changes)
    effect = contrast(given, "a", "b", fixed, terms)
    return decided(effect, effect.p_value, effect.equivalence.p_value if effect.equivalence else None, fixed)


def found(name: str, given: Mapping[str, object], **changes: object) -> Finding:
    """The finding of one test."""
    fixed = rules(name, **changes)
    return found_by([DIAGNOSTICS[name]], Given(rules=fixed, **given), {})[name]  # type: ignore[arg-type]


def audit(answered: Audited, labels: tuple[str, ...]) -> Finding:
    """The finding of the shortcut audit."""
    return found("shortcuts", {"samples": Samples.of(Material()), "audited": answered, "labels": labels}, seed=1)
