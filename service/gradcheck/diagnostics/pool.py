"""Several diagnostics put together: which may be, why the others may not, and what one test says over all of them.

It spends nothing. How effects become one is known to `analysis.pooled`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Finding, Measured, TestInput
from gradcheck.diagnostics.analysis.measuring import RULES_VERSION, found_by
from gradcheck.diagnostics.analysis.memory import by_own_pairs
from gradcheck.diagnostics.analysis.pooled import PooledEffect, Studied, pooled_effect, standard_error
from gradcheck.diagnostics.analysis.settling import Settling
from gradcheck.diagnostics.analysis.telling import News
from gradcheck.diagnostics.effects.effect import Effect, Verdict
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.execute import DiagnosticResult
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value, Wire
from gradcheck.domain.division import data_digest
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.texts.numbers import amount, count, limit, score

_MOST, _LEAST_RUNS = 100, 2


class PoolRequest(Wire, frozen=True, kw_only=True):
    """Which diagnostics to put together, and by which of their tests.

    `delta` is the margin of equivalence; by default that of the diagnostics, which must then have the same.
    """

    diagnostics: Annotated[tuple[str, ...], Meta(min_length=1, max_length=_MOST)]
    test: str
    delta: Annotated[float, Meta(gt=0, le=1)] | None = None


class Diagnosed(Value, frozen=True, kw_only=True):
    """A diagnostic with its plan; `result` is None while it has not ended."""

    id: str
    plan: DiagnosticPlan
    result: DiagnosticResult | None


class LeftOut(Value, frozen=True, kw_only=True):
    """A diagnostic that says nothing here, and why."""

    diagnostic: str
    reason: str


class Pool(Value, frozen=True, kw_only=True):
    """What one test says over several runs: verdict and sentence by the same rule as a diagnostic's, and its effects.

    `runs`, `task_models`, `optimizer_models` and `methods` are those it is over. The claims are decided alone: it is
    one question.
    """

    test: str
    verdict: Verdict
    news: News | None
    reading: str
    settling: Settling | None
    reasons: tuple[str, ...]
    delta: float
    alpha: float
    runs: tuple[str, ...]
    task_models: tuple[str, ...]
    optimizer_models: tuple[str, ...]
    methods: tuple[str, ...]
    claims: tuple[PooledEffect, ...] = ()
    others: tuple[PooledEffect, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def pool(request: PoolRequest, diagnosed: Sequence[Diagnosed]) -> Pool:
    """What the test says over all of these, in the order of the request.

    Raises InvalidRequestError naming every diagnostic that cannot be put together with the others.
    """
    _refuse(request, diagnosed)
    first = diagnosed[0].plan.rules
    delta = request.delta or first.delta
    rules = replace(first, tests=(request.test,), delta=delta, stop="fixed", looks=(), earlier=(), calls_taken={})
    reasons = {each.id: _silent(each, request.test) or _repeats(each, diagnosed) for each in diagnosed}
    left_out = tuple(LeftOut(diagnostic=name, reason=reason) for name, reason in reasons.items() if reason is not None)
    kept = [each for each in diagnosed if reasons[each.id] is None]
    runs = tuple(dict.fromkeys(each.plan.run_id for each in kept))
    claims, others = ((), ()) if len(runs) < _LEAST_RUNS else _pooled(kept, request.test, rules)
    finding = _decided(claims, others, rules, kept, left_out)

    def settled(effects: Sequence[PooledEffect], decided: Sequence[Effect]) -> tuple[PooledEffect, ...]:
        return tuple(replace(each, effect=effect) for each, effect in zip(effects, decided, strict=True))

    return Pool(
        test=request.test,
        verdict=finding.verdict,
        news=finding.news,
        reading=finding.reading,
        settling=finding.settling,
        reasons=finding.reasons,
        delta=rules.delta,
        alpha=rules.alpha,
        runs=runs,
        task_models=_distinct(kept, _task_model),
        optimizer_models=_distinct(kept, _optimizer_model),
        methods=_distinct(kept, lambda each: each.plan.run.method_name),
        claims=settled(claims, finding.claims),
        others=settled(others, finding.others),
        left_out=left_out,
    )


def _refuse(request: PoolRequest, diagnosed: Sequence[Diagnosed]) -> None:
    """Raise InvalidRequestError for what cannot be put together, whatever was found."""
    errors: list[FieldError] = []
    if request.test not in DIAGNOSTICS:
        errors.append(FieldError("test", f"unknown test {request.test!r}; known are {', '.join(DIAGNOSTICS)}"))
    elif DIAGNOSTICS[request.test].recorded_only:
        errors.append(FieldError("test", f"{request.test} is about one text, of which other runs have others"))
    for index, each in enumerate(diagnosed):
        path = f"diagnostics[{index}]"
        earlier = [other.id for other in diagnosed[:index]]
        if each.id in earlier:
            errors.append(FieldError(path, f"{each.id} is named twice"))
        elif each.result is None:
            errors.append(FieldError(path, f"{each.id} has not ended with a result; wait for it, or leave it out"))
        elif each.result.rules_version != RULES_VERSION:
            message = f"{each.id} was judged by rules of version {each.result.rules_version}, this is {RULES_VERSION}"
            errors.append(FieldError(path, f"{message}: verdicts of several versions are not mixed; diagnose anew"))
        elif request.test in DIAGNOSTICS and request.test not in each.plan.rules.tests:
            asked = ", ".join(each.plan.rules.tests)
            errors.append(FieldError(path, f"{each.id} was not asked for {request.test}, but for {asked}"))
        else:
            errors += [FieldError(path, message) for message in _unlike(diagnosed[0], each, request.delta is None)]
    if not errors and len({each.plan.run_id for each in diagnosed}) < _LEAST_RUNS:
        message = f"are all of the run {diagnosed[0].plan.run_id}: {_LEAST_RUNS} runs or more can speak of others"
        errors.append(FieldError("diagnostics", message))
    if errors:
        raise InvalidRequestError.of(*errors)


def _unlike(first: Diagnosed, each: Diagnosed, same_delta: bool) -> list[str]:  # noqa: FBT001 - one caller
    """In what a diagnostic asked something else than the first."""
    ours, theirs = (
        {
            "estimand": diagnosed.plan.rules.estimand,
            "scope": diagnosed.plan.rules.scope,
            "evidence": "masked" if diagnosed.plan.masked else "shown",
            "aggregate": diagnosed.plan.run.scoring.aggregate,
            "alpha": limit(diagnosed.plan.rules.alpha),
            **({"delta": score(diagnosed.plan.rules.delta)} if same_delta else {}),
        }
        for diagnosed in (first, each)
    )
    hint = {"delta": "; name the delta to judge all by"}
    return [
        f"{each.id} has the {name} {theirs[name]}, {first.id} has {value}{hint.get(name, '')}"
        for name, value in ours.items()
        if theirs[name] != value
    ]


def _silent(each: Diagnosed, test: str) -> str | None:
    """Why a diagnostic's finding has nothing to put together with others, or None."""
    finding = _finding(each, test)
    if finding.verdict == "not_testable":
        return f"not testable: {finding.reasons[0] if finding.reasons else finding.reading}"
    without = [effect.name for effect in finding.claims if standard_error(effect) is None]
    return f"{without[0]} has no standard error" if without or not finding.claims else None


def _repeats(each: Diagnosed, diagnosed: Sequence[Diagnosed]) -> str | None:
    """Which earlier diagnostic of the same run it repeats: half of its edits are that one's over again."""
    own = _edits(each)
    for other in diagnosed[: [one.id for one in diagnosed].index(each.id)]:
        if other.plan.run_id == each.plan.run_id and own and 2 * len(own & _edits(other)) >= len(own):
            return f"its edits are those of {other.id} over again, which say nothing new"
    return None


def _edits(each: Diagnosed) -> set[tuple[int, str, str]]:
    blocks = each.result.material.blocks if each.result is not None else ()
    return {(block.step, draw.arm, draw.text) for block in blocks for draw in block.arms if draw.text is not None}


def _finding(each: Diagnosed, test: str) -> Finding:
    """What a diagnostic found by its own pairs, without those of earlier ones of its run."""
    assert each.result is not None  # noqa: S101 - refused before
    return by_own_pairs(each.result.findings[test])


def _pooled(
    kept: Sequence[Diagnosed], test: str, rules: Rules
) -> tuple[tuple[PooledEffect, ...], tuple[PooledEffect, ...]]:
    """Every claim, and every effect beside them that all of the diagnostics measured."""
    found = {each.id: _finding(each, test) for each in kept}
    data = {each.id: data_digest(each.plan.run.examples) for each in kept}

    def effect(name: str, *, beside: bool) -> PooledEffect | None:
        own = {
            each.id: next(
                (one for one in (found[each.id].others if beside else found[each.id].claims) if one.name == name), None
            )
            for each in kept
        }
        studied = [
            Studied(diagnostic=each.id, run=each.plan.run_id, data=data[each.id], effect=measured)
            for each in kept
            if (measured := own[each.id]) is not None and standard_error(measured) is not None
        ]
        return pooled_effect(studied, rules) if len(studied) == len(kept) else None

    first = found[kept[0].id]
    claims, others = (
        tuple(one for name in names if (one := effect(name, beside=beside)) is not None)
        for names, beside in (([e.name for e in first.claims], False), ([e.name for e in first.others], True))
    )
    return claims, others


def _decided(
    claims: Sequence[PooledEffect],
    others: Sequence[PooledEffect],
    rules: Rules,
    kept: Sequence[Diagnosed],
    left_out: Sequence[LeftOut],
) -> Finding:
    """The finding by the rule of all diagnostics, from these effects alone."""
    obstacle, test = None, DIAGNOSTICS[rules.tests[0]]
    if not claims:
        runs = len({each.plan.run_id for each in kept})
        obstacle = f"{runs} {'run says' if runs == 1 else 'runs say'} something of it, {_LEAST_RUNS} are needed"
        obstacle += f"; {len(left_out)} of the diagnostics are left out" if left_out else ""
    measured = Measured(
        claims=tuple(each.effect for each in claims), others=tuple(each.effect for each in others), obstacle=obstacle
    )
    telling = replace(test.telling, on=_over(claims, kept, left_out), counted="runs")
    judged = replace(test, measure=lambda _: measured, required=(), edits=False, telling=telling)
    return found_by([judged], TestInput(samples=Samples.of(Material()), rules=rules), {})[test.name]


def _over(
    claims: Sequence[PooledEffect], kept: Sequence[Diagnosed], left_out: Sequence[LeftOut]
) -> Callable[[Effect, Rules], str]:
    """Over what an effect is, and how much it differs from run to run, for the sentence."""
    runs, models = len({each.plan.run_id for each in kept}), len(_distinct(kept, _task_model))
    over = f"over {count(runs)} runs of {count(models)} task model{'s' if models > 1 else ''}"
    over += f" ({count(len(kept))} diagnostics{f', {count(len(left_out))} left out' if left_out else ''})"
    spreads = {each.effect.name: amount(each.tau, each.tau_ci95) for each in claims}
    return lambda effect, _: f"{over}, for runs like these, whose own effects have the sd {spreads[effect.name]}"


def _distinct(kept: Sequence[Diagnosed], name: Callable[[Diagnosed], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(name, kept)))


def _task_model(each: Diagnosed) -> str:
    return ", ".join(f"{endpoint.provider}/{endpoint.model}" for endpoint in each.plan.run.answering_once)


def _optimizer_model(each: Diagnosed) -> str:
    endpoint = each.plan.run.models.optimizer
    return f"{endpoint.provider}/{endpoint.model}"
