"""All tests of the suite in one job: what their findings rest on, and what they must not depend on."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.analysis.measuring import findings
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.registry import DIAGNOSTICS
from tests.diagnostics import batches, program
from tests.diagnostics.advice import planned
from tests.diagnostics.batches import Batches
from tests.support import harness, tips
from tests.support.recorded import Ran

ASKED = {"tests": list(DIAGNOSTICS), "steps": [2, 3], "replicates": 4, "delta": 0.3}
ONE_MODULE = "the program has one module: there is no chain to carry feedback back through"


@pytest.fixture(scope="module")
def chained() -> Ran:
    return program.run()


@pytest.fixture(scope="module")
def batched() -> Ran:
    return batches.run()


def read(found: dict[str, Any]) -> tuple[dict[str, Finding], Material]:
    """Findings and material as they come out of the stored JSON."""
    stored = json.loads(json.dumps({name: found[name] for name in ("findings", "material")}))
    return msgspec.convert(stored["findings"], dict[str, Finding]), msgspec.convert(stored["material"], Material)


def in_another_order(material: Material) -> Material:
    """The same with blocks, their arms and answers, prompts and checkpoints in another order."""
    rng = np.random.default_rng(4)

    def mixed(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(parts[place] for place in rng.permutation(len(parts)))

    blocks = [
        msgspec.structs.replace(block, arms=mixed(block.arms), judged=mixed(block.judged)) for block in material.blocks
    ]
    return msgspec.structs.replace(
        material, blocks=mixed(tuple(blocks)), parents=mixed(material.parents), checkpoints=mixed(material.checkpoints)
    )


def assert_follow(kept: dict[str, Finding], plan: DiagnosticPlan, material: Material) -> None:
    computed = findings(plan.rules, plan.untestable, material)
    assert list(computed) == list(plan.rules.tests)
    assert computed == kept


async def test_every_finding_follows_from_the_stored_material_in_any_order(tmp_path: Path) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        kept, material = read(await harness.diagnose(service, record, ASKED))
    plan = planned(Ran(record=record, received=[]), **ASKED)
    assert set(kept) == set(DIAGNOSTICS)
    assert set(plan.untestable) == {"chain", "specificity", "sentences"}
    assert plan.untestable["chain"] == ONE_MODULE
    for given in (material, in_another_order(material)):
        assert_follow(kept, plan, given)


async def test_so_do_those_that_need_a_chain_or_disjoint_minibatches(
    tmp_path: Path, chained: Ran, batched: Ran
) -> None:
    models = {"chain": (chained, program.Chained().model), "specificity": (batched, Batches({"mention"}).model)}
    for name, (ran, model) in models.items():
        asked = {"tests": [name], "replicates": 1, "delta": 0.3}
        async with harness.serving(tmp_path / name, model) as service:
            kept, material = read(await harness.diagnose(service, ran.record, asked))
        assert kept[name].claims[0].estimate is not None
        for given in (material, in_another_order(material)):
            assert_follow(kept, planned(ran, **asked), given)
