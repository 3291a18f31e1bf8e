"""Edits that did no better: which are told of, in what order, in what words."""

from typing import Any

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import EditRequest, Proposal, Template
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.engine.past_edits import MOST_ATTEMPTS, PastEdits

SEED = Candidate(id="seed", components={"user": "Name the class. Be brief."})
TEMPLATE = Template(name="edit", endpoint="chat", user="", sampling=Sampling())


def edited(name: str, text: str, parent: str = "seed") -> Candidate:
    return Candidate(id=name, components={"user": text}, parents=(parent,))


def step(*candidates: Candidate, refused: tuple[str, ...] = ()) -> Step:
    requests = [
        EditRequest(id=f"r{n}", operator="edit", parents=("seed",), component="user", template=TEMPLATE, slots=())
        for n in range(len(refused))
    ]
    proposals = [
        Proposal(request=f"r{n}", candidate=None, text=None, status="rejected", reason=reason)
        for n, reason in enumerate(refused)
    ]
    return Step(
        n=1,
        parents=("seed",),
        minibatch=(),
        feedback=(),
        edit_requests=tuple(requests),
        proposals=tuple(proposals),
        candidates=candidates,
        selection=None,
    )


def past(validation: dict[str, Any], training: dict[str, Any] | None = None, **classes: str) -> PastEdits:
    on_train = training or {}
    scores = {"validation": lambda one: validation.get(one, {}), "training": lambda one: on_train.get(one, {})}
    return PastEdits(SEED, scores, classes)


def test_an_edit_that_scored_no_higher_is_told_by_its_sentences_and_both_scores() -> None:
    edits = past({"seed": {"v1": 1.0, "v2": 0.0}, "a": {"v1": 0.0, "v2": 0.0}})
    edits.take(step(edited("a", "Name the class. Think first.")))
    told = edits.told("seed", "user")
    assert told.text == (
        "1. put in: Think first.; left out: Be brief.\n   Score of 100: 0, before it 50, on 2 validation examples"
    )
    assert told.candidates == ("a",)


def test_an_edit_that_scored_higher_is_not_told_of_nor_one_of_another_component() -> None:
    edits = past({"seed": {"v": 0.0}, "a": {"v": 1.0}, "b": {"v": 0.0}})
    edits.take(step(edited("a", "Better."), edited("b", "Worse.")))
    assert edits.told("seed", "user").candidates == ("b",)
    assert edits.told("seed", "system").text == ""
    assert edits.told("b", "user").text == ""


def test_two_prompts_are_compared_on_the_items_that_both_have_of_training_where_validation_has_none() -> None:
    training = {"seed": {"t1": 1.0, "t2": None, "t3": 1.0}, "a": {"t1": 0.0, "t2": 1.0}}
    edits = past({"seed": {"v": 1.0}}, training)
    edits.take(step(edited("a", "Other.")))
    assert edits.told("seed", "user").text.endswith("Score of 100: 0, before it 100, on 1 training examples")


def test_an_edit_without_a_score_yet_is_told_of_once_it_has_one() -> None:
    scores: dict[str, Any] = {"seed": {"v": 1.0}}
    edits = past(scores)
    edits.take(step(edited("a", "Other.")))
    assert edits.told("seed", "user").text == ""
    scores["a"] = {"v": 0.5}
    edits.take(step())
    assert "Score of 100: 50, before it 100" in edits.told("seed", "user").text


def test_where_classes_count_alike_so_they_do_in_what_is_told() -> None:
    scores = {"seed": {"v1": 1.0, "v2": 1.0, "v3": 0.0}, "a": {"v1": 0.0, "v2": 0.0, "v3": 0.0}}
    edits = past(scores, v1="p", v2="p", v3="n")
    edits.take(step(edited("a", "Other.")))
    assert "before it 50" in edits.told("seed", "user").text


def test_edits_of_the_same_prompt_come_first_then_the_latest_and_never_more_than_a_few() -> None:
    names = [f"c{number}" for number in range(6)]
    edits = past({name: {"v": 0.0} for name in ("seed", "own", *names)})
    edits.take(step(edited("own", "Own."), edited("c0", "C0.", "own")))
    edits.take(step(*(edited(name, f"{name}.", "c0") for name in names[1:])))
    told = edits.told("seed", "user")
    assert told.candidates == ("own", "c5", "c4", "c3")
    assert len(told.candidates) == MOST_ATTEMPTS


def test_refusals_are_counted_by_reason_and_a_quoted_example_is_not_named() -> None:
    edits = past({})
    edits.take(step(refused=("lost placeholder {text}", "quotes example test-7", "quotes example test-8")))
    edits.take(step(refused=("lost placeholder {text}", "lost placeholder {text}")))
    assert edits.told("seed", "user").text == (
        "Refused unread: lost placeholder {text} (times: 3); quotes an example (times: 2)"
    )
