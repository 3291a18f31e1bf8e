from typing import Any

import msgspec
import pytest

from bench.graph import Recorded, build
from bench.schedule import Node, waves

SEED = {"id": "seed", "components": {"user": "a"}}
WIDE = 99


def rollout(stage: str, candidate: str, *examples: str, output: str = "x", sample: int = 0) -> list[dict[str, Any]]:
    answer = {"status": "ok", "output": output, "score": 0.0, "note": "", "trace": []}
    asked = {"candidate": candidate, "sample": sample, "stage": stage}
    return [{**asked, **answer, "example": example} for example in examples]


def seen(*examples: str, answer: str = "x") -> list[dict[str, str]]:
    return [{"example": example, "answer": answer, "note": ""} for example in examples]


def template(name: str, **changes: object) -> dict[str, Any]:
    return {"name": name, "endpoint": "chat", "user": "", "sampling": {}, **changes}


def slot(kind: str, text: str) -> dict[str, str]:
    return {"name": kind, "kind": kind, "text": text}


def critic(identity: str, **parts: object) -> dict[str, Any]:
    about = {"candidate": "seed", "component": "user", "slots": [], "seen": []}
    return {"id": identity, "template": template(identity.split("/")[2]), **about, **parts}


def edit(identity: str, parent: str = "seed", **parts: object) -> dict[str, Any]:
    operator = identity.split("/")[2]
    what = {"operator": operator, "parents": [parent], "component": "user", "template": template(operator), "slots": []}
    return {"id": identity, **what, **parts}


def background(identity: str, text: str, *slots: dict[str, str]) -> dict[str, Any]:
    return {"id": identity, "template": template(identity.split("/")[2]), "slots": slots, "text": text}


def composed(name: str, *parents: str, demos: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    shown = [{"module": "main", "example": e, "fields": {}, "input": "i", "output": output} for e, output in demos]
    return {"id": name, "components": {"user": name}, "parents": parents, "operator": "mix", "demos": shown}


def step(n: int, **parts: object) -> dict[str, Any]:
    nothing: dict[str, object] = {
        "feedback": [],
        "edit_requests": [],
        "proposals": [],
        "candidates": [],
        "selection": None,
    }
    return {"n": n, "parents": ["seed"], "minibatch": ["e0", "e1"], **nothing, **parts}


def graph(steps: list[dict[str, Any]], rollouts: list[list[dict[str, Any]]], *made: str | dict[str, Any]) -> list[Node]:
    candidates = [SEED, *({"id": one, "components": {"user": one}} if isinstance(one, str) else one for one in made)]
    flat = [one for part in rollouts for one in part]
    return build(msgspec.convert({"steps": steps, "rollouts": flat, "candidates": candidates}, Recorded))


def calls(nodes: list[Node]) -> int:
    return sum(node.is_call for node in nodes)


def size(nodes: list[Node]) -> tuple[int, int]:
    """Calls, and how many of them come one after another."""
    return calls(nodes), waves(nodes, WIDE)


def test_what_was_answered_before_costs_nothing() -> None:
    rollouts = [rollout("step/0/validation", "seed", "v"), rollout("step/1/validation", "seed", "v")]
    assert size(graph([step(0), step(1)], rollouts)) == (1, 1)


def test_another_sample_or_other_demos_are_another_call() -> None:
    shown = composed("s1.mix.0", "seed", demos=(("e9", "y"),))
    rollouts = [
        rollout("step/0/validation", "seed", "v"),
        rollout("step/1/sample", "seed", "v", sample=1),
        rollout("step/1/validation", "s1.mix.0", "v"),
    ]
    assert calls(graph([step(0), step(1, candidates=[shown])], rollouts, shown)) == 3


def test_steps_and_the_test_come_one_after_another() -> None:
    rollouts = [rollout("step/0/validation", "seed", "v"), rollout("step/1/validation", "seed", "w")]
    assert size(graph([step(0), step(1)], [*rollouts, rollout("test", "seed", "t")])) == (3, 3)


def test_where_all_answers_are_shown_each_critic_waits_for_its_own() -> None:
    critics = [critic(f"step/1/critique/{n}", seen=seen(f"e{n}")) for n in range(2)]
    edits = [edit(f"step/1/edit/{n}", feedback=[f"step/1/critique/{n}"]) for n in range(2)]
    nodes = graph(
        [step(1, critic_requests=critics, edit_requests=edits)], [rollout("step/1/minibatch", "seed", "e0", "e1")]
    )
    assert size(nodes) == (6, 3)
    assert waves(nodes, 1) == 6
    assert sorted(len(node.after) for node in nodes if node.is_call) == [1, 1, 2, 2, 2, 2]


def test_where_some_answers_are_left_out_the_choice_waits_for_all() -> None:
    chosen = critic("step/1/critique/0", seen=seen("e0"))
    nodes = graph([step(1, critic_requests=[chosen])], [rollout("step/1/minibatch", "seed", "e0", "e1")])
    assert waves(nodes, 1) == 3
    assert max(len(node.after) for node in nodes if node.is_call) == 1 + 2


def test_several_samples_are_compared_with_one_another() -> None:
    chosen = critic("step/1/contrast/0", seen=seen("e0"))
    rollouts = [rollout("step/1/sample", name, "e0", sample=n) for n, name in enumerate(("seed", "old"), start=1)]
    nodes = graph([step(1, parents=["seed", "old"], critic_requests=[chosen])], rollouts, "old")
    assert max(len(node.after) for node in nodes if node.is_call) == 1 + 2


def test_an_answer_is_found_with_whoever_gave_it() -> None:
    about = critic("step/1/contrast/0", seen=seen("e0", answer="rare"))
    rollouts = [rollout("step/1/sample", "old", "e0", output="rare", sample=1)]
    assert size(graph([step(1, parents=["seed", "old"], critic_requests=[about])], rollouts, "old")) == (2, 2)


def test_feedback_derived_from_feedback_follows_it_and_an_update_waits_for_all_critics() -> None:
    responses = [critic(f"step/1/response/{n}.0", seen=seen(f"e{n}")) for n in range(2)]
    written = [critic(f"step/1/carried/{n}.1", upstream=[f"step/1/response/{n}.0"]) for n in range(3)]
    update = edit("step/1/update/0", feedback=["step/1/carried/0.1", "step/1/carried/1.1"])
    rollouts = [rollout("step/1/minibatch", "seed", "e0", "e1"), rollout("step/1/validation", "s1.0", "v")]
    rollouts += [rollout("test", "seed", "t"), rollout("test", "s1.0", "t")]
    nodes = graph([step(1, critic_requests=[*responses, *written], edit_requests=[update])], rollouts, "s1.0")
    assert size(nodes) == (2 + 2 + 3 + 1 + 1 + 2, 6)
    assert max(len(node.after) for node in nodes if node.is_call) == 1 + 3  # the update: the unusable third one too


def test_one_of_several_texts_of_a_critic_comes_after_it() -> None:
    modes = critic("step/1/modes/0")
    repair = edit("step/1/repair/0", feedback=["step/1/modes/0/2"])
    assert size(graph([step(1, critic_requests=[modes], edit_requests=[repair])], [])) == (2, 2)


def test_a_note_comes_after_the_answer_it_is_on() -> None:
    about = {"module": "main", "component": "user", "candidate": "seed", "evidence": ["e0"]}
    note = {"id": "step/1/note/0.0", "kind": "note", "text": "t", "author": "scorer", **about}
    told = edit("step/1/reflect/0", feedback=["step/1/note/0.0"])
    rollouts = [rollout("step/1/minibatch", "seed", "e0")]
    assert size(graph([step(1, feedback=[note], edit_requests=[told])], rollouts)) == (2, 2)


def test_pulls_of_a_race_follow_from_those_before_but_for_who_is_new() -> None:
    edits = [edit("step/1/edit/0"), edit("step/1/edit/1"), edit("step/1/paraphrase/0.0", "s1.0")]
    rollouts = [
        rollout("step/1/selection.0", "s1.0", "v"),
        rollout("step/1/selection.2", "s1.1", "v"),
        rollout("step/1/selection.10", "s1.1", "w"),
        rollout("step/1/selection.1", "s1.0.0", "v"),
        rollout("step/2/minibatch", "s1.1", "e0"),
    ]
    nodes = graph([step(1, edit_requests=edits), step(2, parents=["s1.1"])], rollouts, "s1.0", "s1.1", "s1.0.0")
    assert size(nodes) == (3 + 4 + 1, 2 + 1 + 1 + 1)  # edit, paraphrase; its try; the second try; the next step


def test_what_waits_for_nothing_runs_beside_the_minibatch() -> None:
    rollouts = [
        rollout("step/1/minibatch", "seed", "e0"),
        rollout("step/1/selection.0", "seed", "v"),
        rollout("step/1/selection.0", "s1.4", "v"),
    ]
    assert size(graph([step(1, edit_requests=[edit("step/1/paraphrase/4")])], rollouts, "s1.4")) == (4, 2)


def test_who_goes_on_to_another_stage_was_chosen_among_all_on_those_before() -> None:
    slow = [edit("step/1/edit/0"), edit("step/1/edit/1"), edit("step/1/paraphrase/1.0", "s1.1")]
    rollouts = [rollout("step/1/children", name, "e0") for name in ("s1.0", "s1.1.0")]
    rollouts += [rollout("step/1/validation", "s1.0", "v")]
    assert size(graph([step(1, edit_requests=slow)], rollouts, "s1.0", "s1.1", "s1.1.0")) == (6, 4)


def test_a_candidate_of_an_earlier_step_that_is_no_parent_was_chosen_by_what_the_step_saw() -> None:
    rollouts = [rollout("step/1/minibatch", "seed", "e0"), rollout("step/1/validation", "old", "v")]
    assert waves(graph([step(1)], rollouts, "old"), WIDE) == 2
    assert waves(graph([step(1, parents=["seed", "old"])], rollouts, "old"), WIDE) == 1


def test_an_edit_comes_after_the_tries_of_the_candidates_whose_scores_it_is_shown() -> None:
    edits = [edit("step/1/update/0.0"), edit("step/1/update/1.0", history=["seed", "s1.0.0"])]
    rollouts = [
        rollout("step/1/samples", "s1.0.0", "e0"),
        rollout("step/1/validation", "s1.0.0", "v"),
        rollout("step/1/samples", "s1.1.0", "e0"),
        rollout("step/1/validation", "s1.1.0", "v"),
    ]
    assert size(graph([step(1, edit_requests=edits)], rollouts, "s1.0.0", "s1.1.0")) == (6, 6)


def test_a_text_of_background_comes_before_who_quotes_it() -> None:
    told = [background("step/1/observe/0", "It is  short."), background("step/1/observe/1", "Never quoted.")]
    told += [background("step/1/summarize/0", "Short texts.", slot("context", "- It is short.\n- other"))]
    asked = edit("step/1/propose/0", slots=[slot("context", "Short texts.")])
    assert size(graph([step(1, backgrounds=told, edit_requests=[asked])], [])) == (4, 3)


def test_worked_examples_are_chosen_by_what_the_parents_answered_to_the_minibatch() -> None:
    asked = edit("step/1/propose/0", slots=[slot("demos", "1. in: out")])
    rollouts = [rollout("step/1/bootstrap", "seed", "e0", "e1"), rollout("step/1/validation", "seed", "v")]
    nodes = graph([step(1, edit_requests=[asked])], rollouts)
    assert size(nodes) == (4, 2)
    assert max(len(node.after) for node in nodes if node.is_call) == 1 + 2


@pytest.mark.parametrize("demos", [(("e0", "x"),), (("e0", "expected"),)])
def test_demos_are_chosen_among_all_that_a_parent_answered(demos: tuple[tuple[str, str], ...]) -> None:
    shown = composed("s1.mix.0", "seed", demos=demos)
    rollouts = [rollout("step/1/bootstrap", "seed", "e0", "e1"), rollout("step/1/selection.0", "s1.mix.0", "v")]
    nodes = graph([step(1, candidates=[shown])], rollouts, shown)
    assert size(nodes) == (3, 2)
    assert max(len(node.after) for node in nodes if not node.is_call) >= 1 + 2


def test_a_demo_that_a_parent_has_waits_for_nothing() -> None:
    old = composed("s0.mix.0", "seed", demos=(("e0", "x"),))
    shown = composed("s1.mix.0", "s0.mix.0", demos=(("e0", "x"),))
    rollouts = [rollout("step/1/minibatch", "s0.mix.0", "e0"), rollout("step/1/selection.0", "s1.mix.0", "v")]
    assert waves(graph([step(1, parents=["s0.mix.0"], candidates=[shown])], rollouts, old, shown), WIDE) == 1


def test_what_is_composed_of_texts_comes_after_the_edits_that_wrote_them() -> None:
    mixed = {**composed("s1.mix.0", "seed"), "components": {"user": "new"}}
    wrote = {"request": "step/1/edit/0", "candidate": "s1.0", "text": "new", "status": "accepted", "reason": ""}
    made = step(1, edit_requests=[edit("step/1/edit/0")], proposals=[wrote], candidates=[mixed])
    assert size(graph([made], [rollout("step/1/validation", "s1.mix.0", "v")], mixed)) == (2, 2)


def test_composed_candidates_on_later_pulls_were_chosen_by_earlier_ones() -> None:
    mixed = [composed(f"s1.mix.{n}", "seed") for n in range(3)]
    rollouts = [rollout(f"step/1/trial.{n}", f"s1.mix.{n}", "v") for n in range(3)]
    assert size(graph([step(1, candidates=mixed)], rollouts, *mixed)) == (3, 3)


def test_edited_candidates_on_later_pulls_are_tried_at_once() -> None:
    edits = [edit(f"step/1/edit/{n}") for n in range(3)]
    rollouts = [rollout(f"step/1/child.{n}", f"s1.{n}", "v") for n in range(3)]
    assert size(graph([step(1, edit_requests=edits)], rollouts, "s1.0", "s1.1", "s1.2")) == (6, 2)


def test_a_text_that_asks_no_model_is_no_call() -> None:
    added = edit("step/1/append/0", feedback=["step/1/contrast/0"], template=template("append", endpoint="none"))
    made = step(1, critic_requests=[critic("step/1/contrast/0")], edit_requests=[added])
    assert size(graph([made], [rollout("step/1/validation", "s1.0", "v")], "s1.0")) == (2, 2)
