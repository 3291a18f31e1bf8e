"""What a measurement of headroom asks, which of it is drawn by seed, what it would cost, and what it is about."""

from itertools import cycle, islice

from msgspec.structs import asdict, replace

from gradcheck.domain.call import MICRO
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import digest, stream
from gradcheck.domain.task import Example
from gradcheck.engine.plan import Plan, model_views
from gradcheck.headroom.request import ITEMS, PROMPTS, HeadroomEstimate, HeadroomOutline, HeadroomPlan, Kind, Variant
from gradcheck.llm.sampling import repeats
from gradcheck.statistics.prompts.spread import LEAST_ITEMS
from gradcheck.statistics.strata import balanced

TRIES = 3
_LEAST_CANDIDATES = 20
_SHOWN = 5  # train examples that a prompt is induced from
_BLIND: tuple[Kind, ...] = ("improve", "rewrite", "improve", "paraphrase")
_FROM_EXAMPLES: tuple[Kind, ...] = ("induce", "improve", "rewrite", "induce", "improve", "paraphrase")
_NOTHING = "Answer."  # where a message without any text would be refused


def about(run: Plan) -> str:
    """What a measurement is about: data with its splits, scoring, prompt, and whoever answers and judges.

    The optimizer's model, method, budget and seed are none of it: they say which prompts are tried, not what a prompt
    does.
    """
    asked = (*run.answering_once, *((run.models.judge,) if run.scoring.judge_calls else ()))
    return digest(
        "headroom",
        sorted((example.id, digest(_content(example))) for example in run.examples),
        run.scoring.content,
        run.labels,
        run.description,
        run.program,
        run.components,
        [(endpoint.provider, endpoint.model, endpoint.sampling.content) for endpoint in asked],
        *([run.demos] if run.demos else []),
    )


def _content(example: Example) -> dict[str, object]:
    """What an example holds; whatever nobody attached to it is left out, so that older digests stand."""
    return {name: value for name, value in asdict(example).items() if name != "attached" or value is not None}


def headroom_plan(
    run: Plan, *, prompts: int = PROMPTS, items: int = ITEMS, budget: Budget | None = None, seed: int = 0
) -> HeadroomPlan:
    """The plan of a measurement: prompts to be written, items drawn from validation and then from train."""
    pool = {name: [example for example in run.examples if example.split == name] for name in ("validation", "train")}
    written = _variants(run, pool["train"], prompts, seed)
    shown = {name for variant in written for name in variant.shown}
    unseen = [example for example in pool["train"] if example.id not in shown]
    ordered = [*_drawn(pool["validation"], seed, "validation"), *_drawn(unseen, seed, "train")]
    classes = [run.classes.get(example.id) for example in ordered]  # where these count alike, as many of each
    drawn = {ordered[place].id for place in balanced(classes, items)}
    return HeadroomPlan(
        run=replace(run, seed=seed),
        about=about(run),
        variants=written,
        items=tuple(example for example in run.examples if example.id in drawn),
        spare=len(balanced(classes, len(classes))) - len(drawn),
        minimal=_minimal(run),
        repeated=not all(repeats(endpoint, endpoint.sampling) for endpoint in run.answering),
        budget=budget or Budget(),
        seed=seed,
    )


def candidates(run: Plan) -> int:
    """How many prompts a run could score on all of validation with its calls; a run that races tries more, so 20."""
    context = run.context
    calls = run.expected_calls - run.seed_calls - run.test_calls
    return max(calls // max(context.validation * context.per_item, 1), _LEAST_CANDIDATES)


def rewriting_calls(plan: HeadroomPlan) -> int:
    """The calls that write all prompts, where each is usable at once."""
    return len(plan.variants) * len(plan.run.program.optimizable)


def expected_calls(plan: HeadroomPlan) -> int:
    """The calls of a measurement whose every prompt is usable at once."""
    return rewriting_calls(plan) + calls_for(plan, len(plan.items))


def calls_for(plan: HeadroomPlan, items: int) -> int:
    """The calls that score all prompts on so many items."""
    rows = 1 + len(plan.variants) + (plan.minimal is not None) + plan.repeated
    return rows * items * plan.run.context.per_item


def cost_usd(plan: HeadroomPlan) -> float | None:
    """What the expected calls come to as calls of the task's model; None without prices."""
    spend = plan.run.one_call * expected_calls(plan)
    return None if plan.run.models.unpriced else spend.cost_micro_usd / MICRO


def obstacle(plan: HeadroomPlan) -> str | None:
    """Why nothing can be measured, or None."""
    if plan.run.pairwise:
        return (
            "pairwise compares every prompt with the given one's answers, whose own score is 0.5 whatever it is worth, "
            "so prompts' scores share its luck and their spread cannot be told; measure with the scorer judge"
        )
    if not plan.run.program.optimizable:
        return "every part of the prompt is frozen, so there is no other to compare it with"
    if plan.run.classes and len(plan.items) < max(LEAST_ITEMS, len(set(plan.run.classes.values()))):
        return (
            f"of the examples of validation and train {len(plan.items)} can be drawn, as many of each class as macro "
            f"counts them: {LEAST_ITEMS} are needed, and one of every class"
        )
    if len(plan.items) < LEAST_ITEMS:
        return f"validation and train have {len(plan.items)} examples to score prompts on, {LEAST_ITEMS} are needed"
    return None


def outline(plan: HeadroomPlan) -> HeadroomOutline:
    """What is shown of a plan."""
    return HeadroomOutline(
        about=plan.about,
        method=plan.run.method_name,
        prompts=len(plan.variants),
        items=len(plan.items),
        candidates=candidates(plan.run),
        expected_calls=expected_calls(plan),
        models=model_views(plan.run.models),
        splits=plan.run.split_sizes,
        budget=plan.budget,
        seed=plan.seed,
        dataset=plan.run.dataset,
    )


def estimate(plan: HeadroomPlan) -> HeadroomEstimate:
    """What a measurement would take."""
    return HeadroomEstimate(
        prompts=len(plan.variants),
        items=len(plan.items),
        expected_calls=expected_calls(plan),
        cost_usd=cost_usd(plan),
    )


def _variants(run: Plan, train: list[Example], count: int, seed: int) -> tuple[Variant, ...]:
    """Prompts of several kinds in turn; those induced from examples only where one text makes the whole prompt."""
    shows = [example for example in train if example.expected is not None]
    whole = len(run.program.components) == 1
    kinds = _FROM_EXAMPLES if whole and len(shows) >= _SHOWN else _BLIND
    drawn = islice(cycle(kinds), count)
    return tuple(
        Variant(
            name=f"{kind}.{number}",
            kind=kind,
            shown=tuple(e.id for e in _drawn(shows, seed, "shown", number)[:_SHOWN]) if kind == "induce" else (),
        )
        for number, kind in enumerate(drawn, start=1)
    )


def _minimal(run: Plan) -> dict[str, str] | None:
    """The prompt's placeholders alone, or where it has none, one word; frozen parts stay."""
    program = run.program
    bare = {name: program.written_placeholders(name, run.components[name]) or _NOTHING for name in program.optimizable}
    changed = any(text.strip() != run.components[name].strip() for name, text in bare.items())
    return run.components | bare if changed else None


def _drawn(examples: list[Example], seed: int, *names: str | int) -> list[Example]:
    """The examples in an order of the seed."""
    return [examples[place] for place in stream(seed, "headroom", *names).permutation(len(examples))]
