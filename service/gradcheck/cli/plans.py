"""What runs, diagnostics and studies would take and could find, as text for people."""

from gradcheck.cli.output import table
from gradcheck.texts.numbers import about, count, difference, dollars, limit, p_value
from gradcheck_client.models import Amount, DiagnosticEstimate, Effect, Pool, RunEstimate, StudyEstimate


def estimate_text(found: RunEstimate) -> str:
    """What a run would take: the least and the most."""
    rounds = "as many as the budget allows" if found.rounds.most is None else count(found.rounds.most)
    lines = [
        f"{found.method} would take",
        f"  at least  {_amount(found.least)}",
        f"  at most   {'what the budget allows' if found.most is None else _amount(found.most)}",
        f"  a budget of at least {_amount(found.needed)} is accepted",
        f"  dependent rounds: {rounds}, {count(found.rounds.step)} in a step",
        f"  test: {count(found.test)} calls; first step: at most {count(found.first_step)}",
    ]
    if found.choice is not None:
        lines.append(f"chosen by auto: {found.choice.reason}")
    headroom = found.headroom
    if headroom is not None and headroom.measured is not None:
        lines.append(f"headroom: {headroom.measured.said}")
    elif headroom is not None and headroom.calls is not None:
        lines.append(f"headroom: not measured; gradcheck headroom would take {count(headroom.calls)} calls")
    elif headroom is not None:
        lines.append(f"headroom: cannot be measured: {headroom.reason}")
    return "\n".join(lines)


def diagnostic_plan_text(found: DiagnosticEstimate) -> str:
    """What a diagnostic would cost and could find."""
    calls = found.calls.task + found.calls.optimizer + found.calls.judge
    cost = "cost unknown" if found.cost_usd is None else f"about ${dollars(found.cost_usd)}"
    finds = found.minimum_detectable_effect
    lines = [
        f"{count(calls)} calls, {cost}; likely {count(found.likely_calls)} if it may stop early",
        f"{count(found.pairs)} pairs on {count(found.items_per_pair)} examples each",
        f"finds {'nothing' if finds is None else f'an effect of {limit(finds)}'} with 80 % power",
        f"to be found is {limit(found.effect)}, for which it is {'enough' if found.enough else 'not enough'}",
    ]
    if found.needed is not None and not found.enough:
        design = f"{count(found.needed.pairs)} pairs on {count(found.needed.items_per_pair)} examples each"
        lines.append(f"what would find it: {design}, about {about(found.needed.calls)} calls")
    lines += [f"  {name:16} {count(by.task + by.optimizer + by.judge)} calls" for name, by in found.by_test.items()]
    return "\n".join([*lines, *(f"{name} is not testable: {reason}" for name, reason in found.untestable.items())])


def study_plan_text(found: StudyEstimate) -> str:
    """What a study would take and could find."""
    most = "without a cap" if found.most_calls is None else f"at most {count(found.most_calls)}"
    lines = [
        f"{count(found.runs)} runs in {count(found.trials)} trials, about {about(found.expected_calls)} calls, {most}",
        f"runs of an arm are taken to differ by {limit(found.run_sd.value)}: {found.run_sd.reason}",
        f"a difference of delta {limit(found.delta)} would {'' if found.detects_delta else 'not '}be found",
    ]
    rows = [
        (
            f"{one.first} - {one.second}",
            count(one.trials),
            limit(one.minimum_detectable_effect),
            count(one.trials_needed),
        )
        for one in found.comparisons
    ]
    return "\n".join([*lines, "", table(("comparison", "trials", "finds", "trials for delta"), rows)])


def pool_text(found: Pool) -> str:
    """What one test says over several runs."""
    lines = [f"{found.test}: {found.verdict}. {found.reading}.", f"over {', '.join(found.runs)}"]
    lines += [f"  {one.effect.name}: {_effect(one.effect)}" for one in (*found.claims, *found.others)]
    lines += [f"  {reason}" for reason in found.reasons]
    return "\n".join([*lines, *(f"  {one.diagnostic} is left out: {one.reason}" for one in found.left_out)])


def _effect(effect: Effect) -> str:
    if effect.estimate is None:
        return "; ".join([effect.verdict, *effect.reasons])
    said = difference(effect.estimate, effect.ci95)
    return f"{effect.verdict}; {said}" + ("" if effect.p_value is None else f"  {p_value(effect.p_value)}")


def _amount(amount: Amount) -> str:
    cost = "cost unknown" if amount.cost_usd is None else f"${dollars(amount.cost_usd)}"
    return f"{count(amount.calls)} calls, {count(amount.tokens)} tokens, {cost}"
