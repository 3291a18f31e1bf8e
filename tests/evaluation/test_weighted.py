"""A score of several parts in a rollout: its calls, what it costs, and what is asked for again."""

from pathlib import Path
from typing import Any

import httpx

from gradcheck.domain.call import Spend
from gradcheck.domain.task import Rollout
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.scoring import Judge
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.kinds import SingleScoring
from gradcheck.scoring.weighted import Part, Weighted
from tests.evaluation.test_evaluation import EXAMPLE, SEED, task
from tests.llm.bench import Provided, opened, said

PARTS: dict[str, SingleScoring] = {
    "label": Exact(),
    "kind": Judge(rubric="Be kind."),
    "brief/short": Judge(rubric="Be brief."),
}
SCORING = Weighted(parts=tuple(Part(name=name, weight=2, scoring=scoring) for name, scoring in PARTS.items()))
ASKED = Asked(candidate=SEED, example=EXAMPLE, stage="s")


def judged(kind: list[str], brief: list[str]) -> Provided:
    """A model that answers rightly, and whose judges say these texts one after the other."""

    async def handler(body: dict[str, Any]) -> httpx.Response:
        text = body["messages"][0]["content"]
        return said(kind.pop(0) if "Be kind." in text else brief.pop(0) if "Be brief." in text else "positive")

    return Provided(handler)


def parts(rollout: Rollout) -> dict[str, float | None]:
    return {part.name: part.score for part in rollout.parts}


async def test_every_part_is_scored_at_a_path_of_its_own_and_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, judged(["Rude.\nSCORE: 0.25"], ["SCORE: 1"])) as bench:
        session = await bench.session()
        evaluator = Evaluator(task(scoring=SCORING), session)
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        evaluator.accept([done])
        usage = await session.usage()
    rollout = done.rollout
    assert rollout.score == 0.75
    assert parts(rollout) == {"label": 1.0, "kind": 0.25, "brief/short": 1.0}
    assert rollout.note.startswith("0.75 of 1, of which kind 0.25: the judge gave 0.25 of 1 by the rubric: Rude")
    assert rollout.judge_paths == ("s/seed/e%2F1/0/main/kind/judge", "s/seed/e%2F1/0/main/brief%2Fshort/judge")
    assert [part.calls for part in rollout.parts] == [(), rollout.judge_paths[:1], rollout.judge_paths[1:]]
    assert usage["judge"].calls == 2


async def test_all_parts_are_reserved_and_known_ones_cost_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, judged(["SCORE: 1"], ["SCORE: 1"])) as bench:
        evaluator = Evaluator(task(scoring=SCORING), await bench.session())
        reserved = evaluator.reservation(SEED, EXAMPLE, 0, "s")
        spent = evaluator.accept([await evaluator.rollout(SEED, EXAMPLE, 0, "s")])
        known = evaluator.reservation(SEED, EXAMPLE, 0, "later")
    assert reserved.calls == spent.calls == 3
    assert reserved.tokens >= spent.tokens
    assert reserved.cost_micro_usd >= spent.cost_micro_usd
    assert known == Spend()


async def test_only_the_part_that_failed_is_asked_again(tmp_path: Path) -> None:
    provided = judged(["SCORE: 0.5"], ["no idea", "still none", "SCORE: 1"])
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(scoring=SCORING), await bench.session())
        [done] = await evaluator.rollouts([ASKED])
        spent = evaluator.accept([done])
    rollout = done.rollout
    assert (rollout.status, parts(rollout)) == ("ok", {"label": 1.0, "kind": 0.5, "brief/short": 1.0})
    assert [path.split("/", 3)[3] for path in rollout.judge_paths] == [
        "0/main/kind/judge",
        "0.2/main/brief%2Fshort/judge",
    ]
    assert len(provided.requests) == spent.calls == 5, "the answer once, one judge once, the other three times"


async def test_a_part_that_keeps_failing_leaves_no_score(tmp_path: Path) -> None:
    provided = judged(["SCORE: 0.5"], ["?", "?", "?", "?"])
    async with opened(tmp_path, provided) as bench:
        [done] = await Evaluator(task(scoring=SCORING), await bench.session()).rollouts([ASKED])
    assert (done.rollout.status, done.rollout.score) == ("failed", None)
    assert parts(done.rollout) == {"label": 1.0, "kind": 0.5, "brief/short": None}
    assert done.rollout.note.startswith("no score of brief/short: the judge did not end with")


async def test_an_answer_without_text_is_shown_to_no_part(tmp_path: Path) -> None:
    async def handler(_: dict[str, Any]) -> httpx.Response:
        return said("")

    provided = Provided(handler)
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(scoring=SCORING), await bench.session())
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        evaluator.accept([done])
        assert evaluator.reservation(SEED, EXAMPLE, 0, "later") == Spend()
    assert (done.rollout.score, done.rollout.parts, len(provided.requests)) == (0.0, (), 1)
