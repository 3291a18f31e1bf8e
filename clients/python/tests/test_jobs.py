"""Runs and their diagnostics: what services of all versions can do."""

import unittest

from given import KEY, REQUEST, URL, asked, service

from gradcheck_client import operations
from gradcheck_client.errors import ConflictError, InvalidRequestError, NotFoundError, UnauthorizedError
from gradcheck_client.jobs import ENDED
from gradcheck_client.models import StepDetail
from gradcheck_client.sync.handles import DiagnosticHandle, RunHandle


def _diagnosed(run: RunHandle) -> DiagnosticHandle:
    """A diagnostic that is too small for services of today, and that those of before knew no force for."""
    try:
        return run.diagnose(tests=["content"], replicates=8)
    except InvalidRequestError:
        return run.diagnose(tests=["content"], replicates=8, force=True)


class Jobs(unittest.TestCase):
    """All ask with one client."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.service = cls.enterClassContext(service())

    def test_a_run_is_estimated_started_waited_for_and_read(self) -> None:
        estimate = self.service.estimate(**REQUEST)
        assert estimate.least.calls > 0
        run = self.service.optimize(**REQUEST)
        assert run.wait(timeout_s=120).status == "succeeded"
        assert set(run.result.prompt) == {"user"}
        assert run.result.test.verdict
        assert run.result.usage
        assert run.state.created_at.tzinfo is not None
        assert self.service.get_run(run.id).state == run.state

    def test_events_come_in_order_to_the_end_and_go_on_after_one(self) -> None:
        run = self.service.optimize(**asked(seed=1))
        events = list(run.events())
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert "run_started" in [event.type for event in events]
        assert events[-1].type == "run_succeeded"
        assert list(run.events(after=events[5].seq)) == events[6:]

    def test_what_a_run_did_is_read_page_after_page(self) -> None:
        run = self.service.optimize(**asked(seed=2))
        run.wait()
        steps = list(run.iter_steps())
        assert [step.n for step in steps] == list(range(len(steps)))
        detail = self.service.call(operations.get_step(run.id, 1))
        assert isinstance(detail, StepDetail)
        assert detail.step == steps[1]
        assert "seed" in {candidate.id for candidate in run.iter_candidates()}
        rollouts = list(run.iter_rollouts(stage="test"))
        few = self.service.entries(operations.list_rollouts(run.id, stage="test", limit=2))
        assert list(few) == rollouts
        assert len(rollouts) > 2
        assert run.id in {one.id for one in self.service.iter_runs(method="protegi", status="succeeded")}

    def test_a_run_is_diagnosed_and_continued(self) -> None:
        run = self.service.optimize(**asked(seed=3))
        run.wait()
        diagnostic = _diagnosed(run)
        assert [event.type for event in diagnostic.events()][-1] == "diagnostic_succeeded"
        diagnostic.wait()
        assert set(diagnostic.result.findings) == {"content"}
        assert diagnostic.result.findings["content"].verdict
        again = run.continue_run(budget={"max_calls": 5000})
        assert again.wait().parent == run.id

    def test_a_study_compares_whole_runs(self) -> None:
        arms = [{"name": "a"}, {"name": "b", "overrides": {"prompt": "Name it.\n\n{text}"}}]
        comparisons = [{"first": "b", "second": "a", "family": "prompts"}]
        sizes = {"trials": 4, "delta": 0.3, "run_sd": 0.1}
        fields = {"optimize": asked(method="none"), "arms": arms, "comparisons": comparisons, **sizes}
        assert self.service.plan_study(**fields).runs == 8
        study = self.service.study(**fields)
        study.wait()
        assert [(one.first, one.second) for one in study.result.comparisons] == [("b", "a")]
        assert self.service.get_study(study.id).status == "succeeded"

    def test_what_has_ended_is_not_cancelled(self) -> None:
        run = self.service.optimize(**asked(method={"name": "protegi", "rounds": 40}, seed=4))
        run.cancel()
        assert run.wait().status == "cancelled"
        ended = self.service.optimize(**asked(method="none"))
        ended.wait()
        with self.assertRaises(ConflictError):
            ended.cancel()
        assert ended.status in ENDED

    def test_a_refusal_names_every_faulty_field(self) -> None:
        with self.assertRaises(InvalidRequestError) as refused:
            self.service.optimize(**asked(method="nope", models={"task": {"provider": "x"}}))
        assert (refused.exception.status, refused.exception.code) == (422, "invalid_request")
        assert {one.path for one in refused.exception.errors} == {"method", "models.task.provider"}

    def test_what_is_not_there_and_who_may_not_ask_are_errors(self) -> None:
        with self.assertRaises(NotFoundError):
            self.service.get_run("run_unknown/../x?y#z")
        with type(self.service)(URL, api_key=f"not {KEY}") as stranger, self.assertRaises(UnauthorizedError):
            stranger.get_run("run_x")

    def test_catalogues_and_readiness_are_told(self) -> None:
        assert self.service.call(operations.health_ready()).status
        assert "protegi" in {one.name for one in self.service.call(operations.list_methods())}
        assert "exact" in {one.name for one in self.service.call(operations.list_scorers())}
        assert "real" in {one.name for one in self.service.call(operations.list_perturbations())}
        assert "world" in {one.name for one in self.service.call(operations.list_providers())}
