"""Rollouts: chains of modules, failures, judges, and what is reserved for them."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.domain.call import Endpoint, Sampling, Spend
from gradcheck.domain.dialect import Dialect
from gradcheck.domain.program import Candidate, Module, Program
from gradcheck.domain.task import Example, Expected
from gradcheck.evaluation import Done, Evaluator, Task
from gradcheck.scoring import Judge, Scoring
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.regex import Regex
from tests.llm.bench import WORLD, Bench, Provided, opened, said

EXAMPLE = Example(id="e/1", fields={"text": "Good."}, expected="positive", split="validation")
SINGLE = Program(modules=(Module(name="main", system="system", user="user", output="output"),))
CHAIN = Program(
    modules=(
        Module(name="read", system=None, user="read.user", output="summary"),
        Module(name="check", system="check.system", user=None, output="checked"),
        Module(name="judge", system=None, user="judge.user", output="answer"),
    )
)
SEED = Candidate(id="seed", components={"system": "Classify.", "user": "Text: {text}"})
LINKS = Candidate(
    id="seed",
    components={
        "read.user": "Read {text}",
        "check.system": "Check against {text}",
        "judge.user": "{text}: {summary} {checked}",
    },
)
JUDGE = msgspec.structs.replace(WORLD, model="judge", sampling=Sampling(max_tokens=32))


def task(program: Program = SINGLE, scoring: Scoring | None = None, endpoint: Endpoint = WORLD) -> Task:
    return Task(
        program=program,
        reference=SEED,
        scoring=scoring or Exact(),
        labels=("negative", "positive"),
        description="Sentiment.",
        task=endpoint,
        judge=JUDGE,
        seed=7,
    )


def talk(*texts: str | None) -> Provided:
    """A model that says these texts one after the other; None is a call that fails."""
    left = list(texts)

    async def handler(_: dict[str, Any]) -> httpx.Response:
        text = left.pop(0)
        return httpx.Response(400) if text is None else said(text)

    return Provided(handler)


def asked(provided: Provided) -> list[list[tuple[str, str]]]:
    return [[(m["role"], m["content"]) for m in body["messages"]] for body in provided.requests]


async def test_a_right_answer_scores_one_and_its_call_is_traced(tmp_path: Path) -> None:
    provided = talk("Positive")
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(), await bench.session())
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "step/0/validation")
        assert evaluator.accept([done]) == Spend(calls=1, tokens=15, cost_micro_usd=20)
    rollout = done.rollout
    assert (rollout.status, rollout.score, rollout.output, rollout.judge_paths) == ("ok", 1.0, "Positive", ())
    assert [(link.module, link.path, link.status) for link in rollout.trace] == [
        ("main", "step/0/validation/seed/e%2F1/0/main", "ok")
    ]
    assert asked(provided) == [[("system", "Classify."), ("user", "Text: Good.")]]


async def test_modules_see_the_fields_and_the_outputs_before_them(tmp_path: Path) -> None:
    provided = talk("short {text}", "fine", "positive")
    async with opened(tmp_path, provided) as bench:
        done = await Evaluator(task(CHAIN), await bench.session()).rollout(LINKS, EXAMPLE, 0, "s")
    assert asked(provided) == [
        [("user", "Read Good.")],
        [("system", "Check against Good."), ("user", "short {text}")],
        [("user", "Good.: short {text} fine")],
    ]
    assert [link.output for link in done.rollout.trace] == ["short {text}", "fine", "positive"]
    assert (done.rollout.output, done.rollout.score, len(done.deliveries)) == ("positive", 1.0, 3)


async def test_without_a_user_component_the_input_is_the_user_message(tmp_path: Path) -> None:
    program = Program(modules=(Module(name="main", system="system", user=None, output="output"),))
    provided = talk("positive", "positive")
    both = msgspec.structs.replace(EXAMPLE, id="e2", fields={"title": "T", "text": "Good."})
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(program), await bench.session())
        await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        await evaluator.rollout(SEED, both, 0, "s")
    assert [messages[-1][1] for messages in asked(provided)] == ["Good.", "title: T\ntext: Good."]


async def test_a_failed_module_fails_the_rollout_without_a_score_and_ends_it(tmp_path: Path) -> None:
    provided = talk("short", None)
    async with opened(tmp_path, provided) as bench:
        done = await Evaluator(task(CHAIN), await bench.session()).rollout(LINKS, EXAMPLE, 0, "s")
    rollout = done.rollout
    assert (rollout.status, rollout.score, rollout.output) == ("failed", None, None)
    assert [(link.module, link.status, link.output) for link in rollout.trace] == [
        ("read", "ok", "short"),
        ("check", "failed", None),
    ]
    assert rollout.note == "no answer: world answered 400"
    assert (len(provided.requests), len(done.deliveries)) == (2, 2)


async def test_an_answer_cut_at_its_own_limit_is_scored(tmp_path: Path) -> None:
    async def handler(_: dict[str, Any]) -> httpx.Response:
        choice = {"message": {"content": "positive"}, "finish_reason": "length"}
        return said(choices=[choice], usage={"prompt_tokens": 1, "completion_tokens": 16})

    async with opened(tmp_path, handler) as bench:
        done = await Evaluator(task(), await bench.session()).rollout(SEED, EXAMPLE, 0, "s")
    assert done.rollout.score == 1.0


async def test_a_judge_reads_the_last_output_and_gives_the_score(tmp_path: Path) -> None:
    provided = talk("It is good.", "Nice.\nSCORE: 0.75")
    async with opened(tmp_path, provided) as bench:
        session = await bench.session()
        evaluator = Evaluator(task(scoring=Judge(rubric="Be nice.")), session)
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        evaluator.accept([done])
        usage = await session.usage()
    assert (done.rollout.status, done.rollout.score, len(done.deliveries)) == ("ok", 0.75, 2)
    assert done.rollout.judge_paths == ("s/seed/e%2F1/0/main/judge",)
    assert (provided.requests[1]["model"], provided.requests[1]["max_tokens"]) == ("judge", 32)
    assert "It is good." in asked(provided)[1][-1][1]
    assert (usage["task"].calls, usage["judge"].calls) == (1, 1)


@pytest.mark.parametrize("verdict", ["I like it.", "SCORE: 2", None])
async def test_a_judge_that_gives_no_score_fails_the_rollout_and_not_the_answer(
    tmp_path: Path, verdict: str | None
) -> None:
    async with opened(tmp_path, talk("It is good.", verdict)) as bench:
        evaluator = Evaluator(task(scoring=Judge(rubric="Be nice.")), await bench.session())
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
    assert (done.rollout.status, done.rollout.score, done.rollout.output) == ("failed", None, "It is good.")
    assert done.rollout.judge_paths == ("s/seed/e%2F1/0/main/judge",)
    assert len(done.deliveries) == 2


async def test_the_same_output_is_judged_once(tmp_path: Path) -> None:
    provided = talk("It is good.", "SCORE: 1", "It is good.")
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(scoring=Judge(rubric="Be nice.")), await bench.session())
        evaluator.accept([await evaluator.rollout(SEED, EXAMPLE, 0, "s")])
        done = await evaluator.rollout(SEED, EXAMPLE, 1, "s")
        spent = evaluator.accept([done])
    assert (done.rollout.score, spent.calls, len(provided.requests)) == (1.0, 1, 3)


async def reserved_and_spent(
    bench: Bench, work: Task, candidate: Candidate, before: Callable[[Evaluator], Awaitable[Done]] | None = None
) -> tuple[Spend, Spend]:
    evaluator = Evaluator(work, await bench.session())
    if before is not None:
        evaluator.accept([await before(evaluator)])
    reserved = evaluator.reservation(candidate, EXAMPLE, 0, "s")
    return reserved, evaluator.accept([await evaluator.rollout(candidate, EXAMPLE, 0, "s")])


LONG = "long " * 2000


@pytest.mark.parametrize(
    ("work", "candidate"),
    [
        (task(), SEED),
        (task(CHAIN), LINKS),
        (task(scoring=Judge(rubric=LONG)), SEED),
        (task(CHAIN, Judge(rubric="Be nice.")), LINKS),
        (task(CHAIN), msgspec.structs.replace(LINKS, components={**LINKS.components, "judge.user": "{text}" * 500})),
    ],
    ids=["single", "chain", "rubric", "judged chain", "repeated field"],
)
async def test_a_reservation_covers_the_worst_case(tmp_path: Path, work: Task, candidate: Candidate) -> None:
    async def greedy(body: dict[str, Any]) -> httpx.Response:
        """Every prompt token is two bytes, every answer as long as it may be."""
        size = sum(len(message["content"].encode()) for message in body["messages"])
        usage = {"prompt_tokens": size // 2, "completion_tokens": body["max_tokens"]}
        return said("ab" * body["max_tokens"] if body["model"] == "pure" else "SCORE: 1", usage=usage)

    async with opened(tmp_path, greedy) as bench:
        reserved, spent = await reserved_and_spent(bench, work, candidate)
    assert reserved.calls == spent.calls
    assert reserved.tokens >= spent.tokens
    assert reserved.cost_micro_usd >= spent.cost_micro_usd


async def test_a_known_rollout_reserves_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, talk("a", "b", "positive", "SCORE: 1")) as bench:
        reserved, spent = await reserved_and_spent(
            bench,
            task(CHAIN, Judge(rubric="Be nice.")),
            LINKS,
            before=lambda evaluator: evaluator.rollout(LINKS, EXAMPLE, 0, "earlier"),
        )
    assert reserved == spent == Spend()


async def test_a_candidate_that_differs_in_a_later_module_reserves_the_later_calls(tmp_path: Path) -> None:
    changed = msgspec.structs.replace(LINKS, id="new", components={**LINKS.components, "check.system": "Check."})
    async with opened(tmp_path, talk("a", "b", "positive", "c", "positive")) as bench:
        reserved, spent = await reserved_and_spent(
            bench, task(CHAIN), changed, before=lambda evaluator: evaluator.rollout(LINKS, EXAMPLE, 0, "earlier")
        )
    assert (reserved.calls, spent.calls) == (2, 2)
    assert reserved.tokens >= spent.tokens


async def test_an_inherited_rollout_reserves_nothing_and_one_that_was_broken_off_its_rest(tmp_path: Path) -> None:
    judge = Judge(rubric="Be nice.")
    async with opened(tmp_path, talk("good", "SCORE: 1", "SCORE: 0.5")) as bench:
        await Evaluator(task(), await bench.session("parent")).rollout(SEED, EXAMPLE, 0, "s")
        child = Evaluator(task(scoring=judge), await bench.session("child", parent="parent"))
        reserved = child.reservation(SEED, EXAMPLE, 0, "s")
        await child.rollout(SEED, EXAMPLE, 0, "s")
        grandchild = Evaluator(task(scoring=judge), await bench.session("grandchild", parent="child"))
        assert grandchild.reservation(SEED, EXAMPLE, 0, "s") == Spend()
    assert reserved.calls == 1


async def test_samples_are_drawn_with_their_own_seeds(tmp_path: Path) -> None:
    provided = talk("positive", "positive")
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(), await bench.session())
        for sample in (0, 1):
            await evaluator.rollout(SEED, EXAMPLE, sample, "s")
    assert len({body["seed"] for body in provided.requests}) == 2
    assert len({json.dumps(body["messages"]) for body in provided.requests}) == 1


async def test_a_judge_is_held_to_a_schema_where_its_dialect_can_be_and_asked_in_words_where_not(
    tmp_path: Path,
) -> None:
    held = msgspec.structs.replace(JUDGE, dialect=Dialect(structured=True))
    asked = task(scoring=Judge(rubric="Be nice."))
    for judge, answer in ((JUDGE, "Rude.\nSCORE: 0.25"), (held, '{"reasons": "Rude.", "score": 0.25}')):
        provided = talk("positive", answer)
        home = tmp_path / str(judge.dialect.structured)
        home.mkdir()
        async with opened(home, provided) as bench:
            evaluator = Evaluator(msgspec.structs.replace(asked, judge=judge), await bench.session())
            done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        assert done.rollout.score == 0.25
        assert ("response_format" in provided.requests[1]) == judge.dialect.structured


def silent(**choice: object) -> httpx.Response:
    """An answer that came and holds no text."""
    return said(choices=[{"message": {"content": None}, "finish_reason": "stop", **choice}])


SILENT = {
    "null": (silent(), "empty", "it is empty"),
    "blank": (silent(message={"content": " \n"}), "empty", "it is empty"),
    "refusal": (silent(message={"content": None, "refusal": "I cannot."}), "refused", "the model refused (I cannot.)"),
    "filter": (silent(finish_reason="content_filter"), "content_filter", "a content filter held it back"),
    "limit": (
        silent(finish_reason="length", message={"content": "\n\n"}),
        "limit",
        "its token limit was used up before there was any text (models.task.max_tokens allows 16)",
    ),
    "thinking": (
        silent(finish_reason="length", message={"content": ""}),
        "thinking_limit",
        "thinking used up its token limit (raise models.task.max_tokens above 16 or lower its effort)",
    ),
}


@pytest.mark.parametrize(("reply", "cause", "words"), SILENT.values(), ids=SILENT)
async def test_an_answer_without_text_scores_zero_says_why_and_is_shown_to_no_judge(
    tmp_path: Path, reply: httpx.Response, cause: str, words: str
) -> None:
    async def handler(_: dict[str, Any]) -> httpx.Response:
        usage = {"prompt_tokens": 5, "completion_tokens": 16}
        return httpx.Response(200, json={**json.loads(reply.content), "usage": usage})

    provided = Provided(handler)
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(scoring=Judge(rubric="Be nice.")), await bench.session())
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        spent = evaluator.accept([done])
        again = await evaluator.rollout(SEED, EXAMPLE, 0, "later")
    rollout = done.rollout
    assert (rollout.status, rollout.score, rollout.output, rollout.cause) == ("ok", 0.0, "", cause)
    assert rollout.note == f"an answer without text: {words}"
    assert (spent.calls, rollout.tokens) == (1, 21)
    assert again.rollout.score == 0.0
    assert len(provided.requests) == 1, "it is neither judged nor asked again"


async def test_an_answer_without_text_is_not_shown_to_a_scorer_that_would_take_it(tmp_path: Path) -> None:
    """Nothing at all holds none of the forbidden words."""
    scoring = Regex(pattern=r"^[^b]*$")
    async with opened(tmp_path, talk("")) as bench:
        done = await Evaluator(task(scoring=scoring), await bench.session()).rollout(SEED, EXAMPLE, 0, "s")
    assert (scoring.score("", None, ()).value, done.rollout.score) == (1.0, 0.0)


async def test_an_answer_without_text_ends_a_chain_with_zero(tmp_path: Path) -> None:
    provided = talk("short", "")
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(task(CHAIN, Judge(rubric="Be nice.")), await bench.session())
        done = await evaluator.rollout(LINKS, EXAMPLE, 0, "s")
        evaluator.accept([done])
        known = evaluator.reservation(LINKS, EXAMPLE, 0, "later")
    rollout = done.rollout
    assert (rollout.status, rollout.score, rollout.cause, rollout.output) == ("ok", 0.0, "empty", "")
    assert [(link.module, link.output) for link in rollout.trace] == [("read", "short"), ("check", "")]
    assert len(provided.requests) == 2
    assert known == Spend(), "the same chain would end at the same answer"


async def test_a_judge_without_a_text_gives_no_score(tmp_path: Path) -> None:
    async with opened(tmp_path, talk("It is good.", "")) as bench:
        evaluator = Evaluator(task(scoring=Judge(rubric="Be nice.")), await bench.session())
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
    assert (done.rollout.status, done.rollout.score, done.rollout.cause) == ("failed", None, None)
    assert done.rollout.note == "the judge gave an answer without text: it is empty"


@pytest.mark.parametrize(
    ("scoring", "expected", "output", "score"),
    [
        ({"kind": "exact"}, "positive", "<think>the tone is warm, not negative</think>\n\npositive", 1),
        ({"kind": "json"}, {"a": 1}, '<think>ok {"a":2}</think>\n{"a": 1}', 1),
        ({"kind": "contains"}, "negative", "<think>it might be negative.", 0),
        ({"kind": "numeric"}, 4, "<think>2 + 2, so 4</think>It is many.", 0),
        ({"kind": "choice"}, "positive", "negative, I first thought</think>positive", 1),
        ({"kind": "set"}, ["a", "b"], "<think>c, d</think>b, a", 1),
        ({"kind": "f1"}, "正面", "<think>负面</think>正面", 1),
        ({"kind": "regex", "pattern": "negative"}, None, "<think>negative</think>positive", 0),
    ],
)
async def test_thinking_is_no_part_of_what_a_scorer_reads(
    tmp_path: Path, scoring: dict[str, Any], expected: Expected, output: str, score: float
) -> None:
    asked = msgspec.structs.replace(EXAMPLE, expected=expected)
    async with opened(tmp_path, talk(output)) as bench:
        evaluator = Evaluator(task(scoring=msgspec.convert(scoring, Scoring)), await bench.session())
        done = await evaluator.rollout(SEED, asked, 0, "s")
    assert done.rollout.score == score
