"""What a team's own studies are taken to say of methods, and of which tasks."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from gradcheck.recommending.choosing import StudiedMethods
from gradcheck.recommending.studied_methods import studied
from gradcheck.runtime import Service
from gradcheck.scoring.contains import Contains
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.support import harness

OPTIMIZE = {
    "prompt": seed_prompt(WORLDS["W1"]),
    "task": {**dataset(WORLDS["W1"], 24, 1), "split": {"train": 0.4, "validation": 0.3, "probe": 0, "test": 0.3}},
    "method": "repeat",
    "models": {"task": {"provider": "simulated", "model": "W1"}},
}
OTHER = {"name": "textgrad", "steps": 2}


async def told(service: Service, **changes: Any) -> StudiedMethods | None:  # noqa: ANN401 - any part of a plan
    plan = replace(harness.plan_of(service, OPTIMIZE), **changes)
    return await studied(service.jobs_of(""), lambda job: service.jobs.plan(job.id), plan)


async def test_the_newest_study_of_methods_on_a_task_like_this_is_told_with_places(tmp_path: Path) -> None:
    arms = [{"name": "twice"}, {"name": "other", "overrides": {"method": OTHER}}]
    async with harness.serving(tmp_path, None) as service:
        assert await told(service) is None
        study = {"optimize": OPTIMIZE, "arms": arms, "trials": 2, "force": True}
        await harness.study(service, study)
        alike = [{"name": str(steps), "overrides": {"method": {**OTHER, "steps": steps}}} for steps in (1, 2)]
        await harness.study(service, {**study, "arms": alike}, job_id="study_2")
        found = await told(service)
        assert found is not None
        assert (found.study, found.trials) == ("study_1", 2)
        assert sorted(found.methods) == [("repeat", 1), ("textgrad", 1)]
        assert await told(service, labels=("alpha", "beta")) is None
        assert await told(service, scoring=Contains()) is None
