"""Stopping early: only on the declared contrast, only between complete rounds, the same whatever the timing."""

import asyncio
import random
from pathlib import Path

from tests.diagnostics.test_content import request, where_feedback
from tests.support import harness

ASKED = {"replicates": 40, "stop": "evalue", "ladder": "core"}


async def test_a_clear_effect_ends_the_job_after_complete_rounds_and_an_absent_one_does_not_support(
    tmp_path: Path,
) -> None:
    for matters in (True, False):
        model = harness.Model(where_feedback(matters=matters))
        async with harness.serving(tmp_path / str(matters), model) as service:
            record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
            found = await harness.diagnose(service, record, ASKED)
        content = found["findings"]["content"]
        claim = content["claims"][0]
        blocks = found["material"]["blocks"]
        assert claim["test"] == "symmetry e-process"
        assert (content["verdict"] == "supported") == matters
        if matters:
            assert found["finish_reason"] == "decided"
            assert len(blocks) < found["planned_blocks"] == 80
            assert len(blocks) % 6 == 0
            assert claim["p_value"] <= 0.05
        assert all([arm["arm"] for arm in block["arms"]] == ["real", "none", "placebo"] for block in blocks)


async def test_where_it_stops_depends_neither_on_slots_nor_on_interruptions(tmp_path: Path) -> None:
    rng = random.Random(3)
    model = harness.Model(where_feedback(matters=True), lambda _: rng.random() * 0.03)
    results = []
    for slots, stop in ((64, None), (8, 90)):
        home = tmp_path / str(slots)
        async with harness.serving(home, model, slots=slots) as service:
            record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
            model.received.clear()
            await harness.diagnose(service, record, ASKED, wait=False)
            while stop is not None and len(model.received) < stop:
                await asyncio.sleep(0.005)
            if stop is None:
                results.append(await harness.diagnosed(service))
        if stop is not None:
            async with harness.serving(home, model, slots=slots) as service:
                results.append(await harness.diagnosed(service))
    assert results[0]["finish_reason"] == results[1]["finish_reason"] == "decided"
    order = [(block["replicate"], block["step"]) for block in results[0]["material"]["blocks"]]
    assert order == sorted(order)
    assert results[0]["material"] == results[1]["material"]
    assert results[0]["findings"] == results[1]["findings"]
