from typing import Any

import msgspec

from bench.graph import Recorded, build
from bench.schedule import Node, waves

SEED = {"id": "seed", "components": {"user": "a"}}


def rollout(stage: str, candidate: str, example: str) -> dict[str, Any]:
    answer = {"status": "ok", "output": "x", "score": 0.0, "note": "", "trace": []}
    return {"candidate": candidate, "example": example, "sample": 0, "stage": stage, **answer}


def feedback(identity: str) -> dict[str, Any]:
    about = {"kind": "gradient", "module": "main", "component": "user", "candidate": "seed"}
    return {"id": identity, "text": "t", "author": "optimizer", **about}


def request(identity: str, operator: str, parent: str, *feedback_ids: str) -> dict[str, Any]:
    template = {"name": operator, "endpoint": "chat", "user": "", "sampling": {}}
    what = {"operator": operator, "parents": [parent], "component": "user", "template": template, "slots": []}
    return {"id": identity, "feedback": feedback_ids, **what}


def step(n: int, **parts: object) -> dict[str, Any]:
    nothing: dict[str, object] = {
        "feedback": [],
        "edit_requests": [],
        "proposals": [],
        "candidates": [],
        "selection": None,
    }
    return {"n": n, "parents": ["seed"], "minibatch": ["e0", "e1"], **nothing, **parts}


def graph(steps: list[dict[str, Any]], rollouts: list[dict[str, Any]], *made: str) -> list[Node]:
    candidates = [SEED, *({"id": name, "components": {"user": name}} for name in made)]
    return build(msgspec.convert({"steps": steps, "rollouts": rollouts, "candidates": candidates}, Recorded))


def calls(nodes: list[Node]) -> int:
    return sum(node.is_call for node in nodes)


def test_what_was_answered_before_costs_nothing() -> None:
    rollouts = [rollout("step/0/validation", "seed", "v"), rollout("step/1/validation", "seed", "v")]
    nodes = graph([step(0), step(1)], rollouts)
    assert (calls(nodes), waves(nodes, 9)) == (1, 1)


def test_a_textgrad_step_is_as_long_as_its_chain() -> None:
    responses = [feedback("step/1/gradient_response/0.0"), feedback("step/1/gradient_response/1.0")]
    written = [*responses, feedback("step/1/gradient_prompt/0.1.0")]
    notes = ["gradient_prompt at 1.1.0: no tag"]
    update = request("step/1/update/0", "update", "seed", "step/1/gradient_prompt/0.1.0")
    rollouts = [rollout("step/1/minibatch", "seed", name) for name in ("e0", "e1")]
    rollouts += [rollout("step/1/validation", "s1.0", "v"), rollout("test", "seed", "t"), rollout("test", "s1.0", "t")]
    nodes = graph([step(1, feedback=written, notes=notes, edit_requests=[update])], rollouts, "s1.0")
    assert calls(nodes) == 2 + 2 + 2 + 1 + 1 + 2
    assert waves(nodes, 9) == 6  # minibatch, response, prompt, update, validation, test


def test_a_protegi_step_is_as_long_as_its_chain_and_its_stages() -> None:
    requests = [
        request("step/1/edit/0.0.0.0", "edit", "seed", "step/1/critique/0.0.0"),
        request("step/1/paraphrase/0.0.0.0.0", "paraphrase", "s1.0.0.0.0"),
        request("step/1/paraphrase/0.4.0", "paraphrase", "seed"),
    ]
    rollouts = [rollout("step/1/minibatch", "seed", name) for name in ("e0", "e1")]
    rollouts += [rollout("step/1/selection.10", "s1.0.4.0", "w"), rollout("step/1/selection.2", "s1.0.4.0", "v")]
    rollouts += [rollout("step/1/selection.0", "s1.0.0.0.0.0", "v"), rollout("step/2/minibatch", "s1.0.4.0", "e0")]
    made = ("s1.0.0.0.0", "s1.0.0.0.0.0", "s1.0.4.0")
    first = step(1, feedback=[feedback("step/1/critique/0.0.0")], edit_requests=requests)
    nodes = graph([first, step(2)], rollouts, *made)
    assert calls(nodes) == 2 + 1 + 3 + 3 + 1
    assert (
        waves(nodes, 9) == 4 + 1 + 1 + 1
    )  # minibatch, critique, edit, paraphrase; its try; a second try; the next step


def test_an_edit_that_waits_for_nothing_runs_beside_the_minibatch() -> None:
    widening = request("step/1/paraphrase/0.4.0", "paraphrase", "seed")
    rollouts = [rollout("step/1/minibatch", "seed", "e0"), rollout("step/1/selection.0", "s1.0.4.0", "v")]
    assert waves(graph([step(1, edit_requests=[widening])], rollouts, "s1.0.4.0"), 9) == 2
