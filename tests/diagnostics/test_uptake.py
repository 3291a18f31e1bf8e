"""The uptake diagnostic: on texts whose truth is known, and on a run whose editor may not follow its feedback."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Judgement, Material, StepTexts
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from tests.support import drawing, harness, tips

STEPS, REPLICATES, OPTIONS = 8, 5, 4
WORDS = ("amber", "basil", "cedar", "dahlia", "elder")
RANKS = "rank correlation of uptake and score within steps"


def feedback(step: int) -> str:
    return " ".join(f"Mention {word}{step}." for word in (*WORDS, "fennel"))


def before(step: int) -> str:
    """It holds one of the words that its feedback asks for."""
    return f"Mention. fennel{step}"


def followed(step: int, replicate: int) -> str:
    return f"{before(step)} {' '.join(f'{word}{step}' for word in WORDS)} take {replicate}"


def ignored(step: int, replicate: int) -> str:
    return f"{before(step)} Be thorough, take {step}, {replicate}"


def material(
    edit: Callable[[int, int], str | None],
    names: Callable[[int, int], bool | None],
    scores: Callable[[int, int], tuple[float, ...]] | None = None,
    options: int = OPTIONS,
) -> Material:
    """Five edits of each of eight steps, and whether the judge named their own feedback."""

    def block(step: int, replicate: int) -> Block:
        own = scores(step, replicate) if scores else ()
        text = edit(step, replicate)
        drawn = ArmDraw(arm="real", feedback=(feedback(step),), text=text, rejected=(), scores=own)
        texts = tuple(feedback((step + place) % STEPS) for place in range(options))
        judged = Judgement(question="identify", arm="real", answer=names(step, replicate), options=texts)
        return Block(step=step, replicate=replicate, arms=(drawn,), judged=(judged,))

    return Material(
        blocks=tuple(block(step, replicate) for replicate in range(REPLICATES) for step in range(STEPS)),
        steps=tuple(
            StepTexts(step=step, component="user", before=before(step), feedback=(feedback(step),), minibatch=())
            for step in range(STEPS)
        ),
    )


def always(_: int, __: int) -> bool:
    return True


def by_chance(step: int, replicate: int) -> bool:
    return (step + 3 * replicate) % OPTIONS == 0


def often(step: int, replicate: int) -> bool:
    return step % 4 != 3 or replicate == 0


def test_edits_that_follow_their_feedback_are_supported() -> None:
    found = drawing.found("uptake", Samples.of(material(followed, often)))
    claim = found.claims[0]
    assert found.verdict == "supported"
    assert (claim.n_pairs, claim.n_steps, claim.least) == (40, 8, 0)
    assert claim.estimate == pytest.approx(0.8 - 0.25)
    assert found.figure("identification accuracy") == 0.8
    assert found.figure("chance") == pytest.approx(0.25)
    assert found.others[0].verdict == "supported"
    assert not found.flags


def test_edits_that_ignore_their_feedback_are_refuted_against_a_margin_of_its_own() -> None:
    found = drawing.found("uptake", Samples.of(material(ignored, by_chance)), delta=0.01)
    assert found.verdict == "refuted"
    assert found.claims[0].estimate == pytest.approx(0)
    assert found.claims[0].reasons == ("the difference lies within ±0.1",)
    assert (found.others[0].verdict, found.others[0].estimate) == ("inconclusive", 0)


def test_a_judge_that_names_the_own_feedback_too_rarely_refutes() -> None:
    found = drawing.found("uptake", Samples.of(material(ignored, lambda *_: False, options=2)))
    assert found.verdict == "refuted"
    assert "opposite" in found.reasons[0]


def test_chance_is_that_of_each_question() -> None:
    """Half of the answers right is nothing where there are two options."""
    assert (
        drawing.found("uptake", Samples.of(material(followed, lambda s, _: s % 2 == 0, options=2))).verdict
        != "supported"
    )


def test_questions_of_one_step_count_as_one() -> None:
    """Four of eight steps right every time is not twenty of 40 questions right."""
    halves = drawing.found("uptake", Samples.of(material(followed, lambda s, _: s < 4)))
    assert halves.claims[0].p_value is not None
    assert halves.claims[0].p_value > 0.05


def test_answers_that_cannot_be_read_are_dropped_and_counted() -> None:
    found = drawing.found("uptake", Samples.of(material(followed, lambda _, r: None if r == 0 else True)))
    assert (found.claims[0].n_pairs, found.claims[0].dropped_pairs) == (32, 8)
    none = drawing.found("uptake", Samples.of(material(followed, lambda *_: None)))
    assert none.verdict == "not_testable"
    assert "fewer than two steps" in none.reasons[0]
    alone = drawing.found("uptake", Samples.of(material(followed, always, options=1)))
    assert (alone.verdict, alone.claims[0].dropped_pairs) == ("not_testable", 40)


def test_a_judge_and_words_that_disagree_are_flagged() -> None:
    """W11: a judge that is fooled names the own feedback although nothing of it was taken up."""
    fooled = drawing.found("uptake", Samples.of(material(ignored, always)))
    blind = drawing.found("uptake", Samples.of(material(followed, by_chance)))
    assert "do not take up" in fooled.flags[0]
    assert "no more than by chance, yet the edits take up" in blind.flags[0]


def test_a_small_judge_is_not_believed_and_the_words_are_shown_alone() -> None:
    mute = replace(material(followed, always), mute_judge="the judge cannot answer (profile small)")
    found = drawing.found("uptake", Samples.of(mute))
    assert (found.verdict, found.claims) == ("not_testable", ())
    assert "profile small" in found.reading
    assert found.figure("own words - other steps' words") == 1


def test_uptake_is_compared_with_scores_where_another_test_had_them() -> None:
    def partly(step: int, replicate: int) -> str:
        return " ".join([before(step), *(f"{word}{step}" for word in WORDS[: replicate + 1])])

    rng = np.random.default_rng(3)

    def scored(step: int, replicate: int) -> tuple[float, ...]:
        return tuple((0.1 * step + 0.2 * replicate + rng.normal(0, 0.05, 6)).tolist())

    with_scores = drawing.found("uptake", Samples.of(material(partly, always, scored)))
    assert with_scores.figure(RANKS) == 1
    assert drawing.found("uptake", Samples.of(material(partly, always))).figure(RANKS) is None


def test_without_texts_there_is_nothing_to_read() -> None:
    found = drawing.found("uptake", drawing.drawn({"real": 0.0}))
    assert found.verdict == "not_testable"
    assert "texts" in found.reading


def test_an_edit_is_held_against_the_feedback_of_its_own_block() -> None:
    """A11, pairing: the same edits dealt to other steps take up nothing of their feedback."""
    own = drawing.found("uptake", Samples.of(material(followed, often))).others[0]
    dealt = drawing.found("uptake", Samples.of(material(lambda s, r: followed((s + 3) % STEPS, r), often))).others[0]
    assert own.verdict == "supported"
    assert dealt.estimate is not None
    assert dealt.estimate < 0


def test_own_and_decoys_are_not_exchanged() -> None:
    """A11, labels: answers that name the own feedback, taken for answers that name a decoy, refute."""
    assert drawing.found("uptake", Samples.of(material(followed, always))).verdict == "supported"
    exchanged = Samples.of(material(followed, lambda s, r: not always(s, r), options=2))
    assert drawing.found("uptake", exchanged).verdict == "refuted"


async def test_an_editor_that_follows_one_that_does_not_and_a_judge_that_says_nothing(tmp_path: Path) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    asked = {"tests": ["uptake"], "replicates": 3}
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        follows = await harness.diagnose(service, record, asked, job_id="d1")
        tips.assert_fresh(follows, record, model)  # A11, fresh draws
        scored = [body for body in model.received if "<" not in harness.text_of(body)]
        behaviour.blind = True
        ignores = (await harness.diagnose(service, record, asked, job_id="d2"))["findings"]["uptake"]
        behaviour.blind, behaviour.judges = False, False
        mute = (await harness.diagnose(service, record, asked, job_id="d3"))["findings"]["uptake"]
        behaviour.judges = True
        both = {"tests": ["uptake", "content"], "replicates": 2, "ladder": "core"}
        mediated = (await harness.diagnose(service, record, both, job_id="d4"))["findings"]["uptake"]
    found = follows["findings"]["uptake"]
    assert (found["verdict"], found["claims"][0]["test"]) == ("supported", "sign flip of steps")
    assert not scored
    assert {len(block["judged"][0]["options"]) for block in follows["material"]["blocks"]} == {4}
    assert ignores["verdict"] in {"inconclusive", "refuted"}
    assert not ignores["flags"]
    assert mute["verdict"] == "not_testable"
    assert mediated["verdict"] == "supported"
    lone = refusal(record, steps=[2], replicates=6)
    assert "to tell a step's own from" in lone


def refusal(record: harness.Record, **changes: object) -> str:
    asked = msgspec.convert({"tests": ["uptake"], **harness.WHOLE, **changes}, DiagnosticRequest)
    return build_diagnostic_plan(asked, harness.ran(record)).untestable["uptake"]


async def test_a_small_judge_is_not_asked(tmp_path: Path) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        replace = msgspec.structs.replace
        models = replace(record.plan.models, judge=replace(record.plan.models.judge, profile="small"))
        record = replace(record, plan=replace(record.plan, models=models))
        asked = {"tests": ["uptake", "paraphrase"], "replicates": 2, "steps": [2, 3, 4]}
        found = await harness.diagnose(service, record, asked)
    assert not [body for body in model.received if "<ANSWER>" in harness.text_of(body)]
    uptake, paraphrase = found["findings"]["uptake"], found["findings"]["paraphrase"]
    assert (uptake["verdict"], paraphrase["verdict"]) == ("not_testable", "not_testable")
    assert uptake["figures"][0]["name"] == "own words - other steps' words"
    assert "cannot answer questions" in paraphrase["reading"]
