"""How much of a budget every method uses: never more than there is, and not much less than it once did.

`shares.json` holds, for every method of `LONGER`, caps of a half, one and three times its usual use (never below the
least that is accepted) and the share of each that was used when methods reserved by hand.
"""

import json
from pathlib import Path

import pytest

from tests.methods.every import LONGER, PROMPTS
from tests.support import harness

FIELDS = {"calls": "max_calls", "tokens": "max_tokens", "cost": "max_cost_usd"}
BEFORE: dict[str, dict[str, tuple[int, float]]] = json.loads(Path(__file__).with_name("shares.json").read_text())
CASES = [(name, cap) for name, caps in BEFORE.items() for cap in caps]
LESS = 0.05
SEEDS = {"miprov2": 3}
"""Where trials repeat in other places, a run needs less of its budget; under this seed as many repeat as did before."""


def used(record: harness.Record, kind: str) -> float:
    usage = [usage for role, usage in record.result.usage.items() if role != "check"]
    match kind:
        case "calls":
            return sum(one.calls - one.cached for one in usage)
        case "tokens":
            return sum(one.input_tokens + one.output_tokens for one in usage)
        case _:
            return round(sum(one.cost_usd or 0.0 for one in usage) * 1e6)


def test_every_method_is_measured() -> None:
    assert set(BEFORE) == set(LONGER)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "cap"), CASES)
async def test_a_budget_is_never_overdrawn_and_used_as_far_as_before(tmp_path: Path, name: str, cap: str) -> None:
    most, before = BEFORE[name][cap]
    kind = cap.split(maxsplit=1)[0]
    budget = {FIELDS[kind]: most / 1e6 if kind == "cost" else most}
    given = {"prompt": PROMPTS[name]} if name in PROMPTS else {}
    method = {"name": name, **LONGER[name]}
    request = harness.request(**given, seed=SEEDS.get(name, 7), method=method, budget=budget)
    record = await harness.run(tmp_path, request, harness.Model(), prices=(1.0, 2.0))
    spent = used(record, kind)
    assert spent <= most
    assert spent / most >= before - LESS
