"""A result shows its prompt in all forms, what changed, what that decided, and why edits were refused."""

import msgspec
import pytest

from gradcheck.cli.show import run_text
from gradcheck_client.models import Run
from tests.api.server import Json, Server, pages
from tests.support import world


def test_the_prompt_is_shown_as_text_as_messages_and_as_a_request(server: Server, finished: Json) -> None:
    result = finished["result"]
    forms, text = result["forms"], result["prompt"]["user"]
    assert forms["text"] == text
    assert forms["messages"] == {"main": [{"role": "user", "content": text}]}
    again = server.run(method="none", prompt=forms["request"])
    assert again["result"]["prompt"] == result["prompt"]


def test_a_program_with_demos_and_frozen_parts_can_be_asked_for_again(server: Server) -> None:
    modules = [
        {"name": "think", "system": "Think { aloud }.", "user": "Read {text}", "output": "thought"},
        {"name": "say", "user": "Thought: {thought}\nOne word."},
    ]
    prompt: Json = {"modules": modules, "frozen": ["think.system"], "max_length": 900}
    forms = server.run(method="none", prompt=prompt)["result"]["forms"]
    assert [message["content"] for message in forms["messages"]["think"]] == ["Think { aloud }.", "Read {text}"]
    assert forms["messages"]["say"][0]["content"] == "Thought: {thought}\nOne word."
    again = server.run(method="none", prompt=forms["request"])["result"]
    assert again["forms"] == forms
    assert forms["request"]["frozen"] == ["think.system"]


def test_a_prompt_without_placeholders_shows_where_the_input_goes(server: Server) -> None:
    forms = server.run(method="none", prompt="Name the sentiment.")["result"]["forms"]
    assert [message["role"] for message in forms["messages"]["main"]] == ["system", "user"]
    assert forms["messages"]["main"][1]["content"] == "{text}"


def test_the_diff_gives_both_prompts_back(finished: Json) -> None:
    result = finished["result"]
    for part in result["diff"]:
        runs = part["runs"]
        before = "".join(run["text"] for run in runs if run["kind"] != "insert")
        after = "".join(run["text"] for run in runs if run["kind"] != "delete")
        assert (before, after) == (result["baseline_prompt"][part["component"]], result["prompt"][part["component"]])
    assert result["diff"][0]["runs"]


def test_the_examples_that_the_prompt_decided_are_shown_with_both_answers(server: Server, finished: Json) -> None:
    result, path = finished["result"], f"/runs/{finished['id']}/changes"
    rollouts = pages(server.http, f"/runs/{finished['id']}/rollouts", stage="test")
    sides = {(rollout["candidate"], rollout["example"]): rollout for rollout in rollouts}
    inputs = [example["input"] for example in world.task()["examples"]]
    assert result["test"]["fixed"]
    for direction in ("fixed", "broken"):
        every = pages(server.http, path, direction=direction, limit=2)
        assert len(every) == result["test"][direction]
        assert result["changes"][direction] == every[:10]
        for example in every:
            baseline, best = sides["seed", example["id"]], sides[result["candidate"], example["id"]]
            assert example["baseline"] == {name: baseline[name] for name in ("output", "score", "note")}
            assert example["best"] == {name: best[name] for name in ("output", "score", "note")}
            assert (best["score"] > baseline["score"]) is (direction == "fixed")
            assert example["fields"] in inputs


@pytest.mark.parametrize("query", ["", "?direction=better", "?direction=fixed&limit=0", "?direction=fixed&after=-1"])
def test_a_direction_is_asked_for_within_bounds(server: Server, finished: Json, query: str) -> None:
    assert server.http.get(f"/runs/{finished['id']}/changes{query}").status_code in {400, 422}


def test_long_texts_are_cut_in_the_result_and_whole_in_the_pages(server: Server) -> None:
    task = world.task()
    for example in task["examples"]:
        example["input"]["text"] += " really" * 400
    run = server.run(seed=1, task=task)
    every = pages(server.http, f"/runs/{run['id']}/changes", direction="fixed")
    assert every
    shown = run["result"]["changes"]["fixed"][0]["fields"]["text"]
    assert (len(shown), shown[-1]) == (1000, "…")
    assert every[0]["fields"]["text"].endswith("really")


def test_a_run_without_a_test_decided_nothing(server: Server) -> None:
    run = server.run(method="none")
    assert run["result"]["changes"] == {"fixed": [], "broken": []}
    assert pages(server.http, f"/runs/{run['id']}/changes", direction="fixed") == []


def test_why_edits_were_refused_is_counted_and_printed(server: Server) -> None:
    prompt = {"user": "What is the sentiment?\n\n{text}", "max_length": 45}
    run = server.run(prompt=prompt, method={"name": "best_of_n", "n": 6})
    result = run["result"]
    assert result["rejected"]
    assert sum(each["count"] for each in result["rejections"]) == result["rejected"]
    assert {each["status"] for each in result["rejections"]} == {"rejected"}
    text = run_text(msgspec.convert(run, Run))
    assert f"{result['rejected']} of {result['proposals']} edits were refused or failed:" in text
    assert result["rejections"][0]["reason"] in text


def test_the_hygiene_of_every_result_is_shown_with_its_figures(finished: Json) -> None:
    panel = {check["name"]: check for check in finished["result"]["hygiene"]}
    assert list(panel) == ["length", "quoted_examples", "repeated_sentences", "format_share", "class_losses", "hacking"]
    lengths = [sum(map(len, finished["result"][name].values())) for name in ("prompt", "baseline_prompt")]
    assert panel["length"]["figure"] == round(lengths[0] / lengths[1], 3)
    assert panel["class_losses"]["figure"] is not None
    text = run_text(msgspec.convert(finished, Run))
    assert "hygiene:" in text
    classes = finished["result"]["test"]["by_class"]["classes"]
    rows = [line.split() for line in text.splitlines()]
    for one in classes:
        row = next(row for row in rows if row[:2] == [one["label"], str(one["n"])])
        assert row[-2:] == [str(one["fixed"]), str(one["broken"])]
    assert "macro mean" in text
    assert "macro F1" in text
    assert "fixed: " in text
