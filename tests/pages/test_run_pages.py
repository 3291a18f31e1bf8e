"""A run's page, whatever kind of run it is and however far it is."""

import asyncio
import base64
import re
from html import escape
from typing import Any

import pytest

from gradcheck.api.callers.tenant import TenantService
from gradcheck.domain.run import ENDED, Event
from gradcheck.pages.routes import loading
from gradcheck.pages.routes.loading import events_of
from gradcheck.storage.jobs import Job
from tests.api.server import Json, Server
from tests.pages.browser import shown, visit
from tests.support import comparing, world
from tests.support.pictures import png

NO_LABELS: Json = {
    "examples": [{"input": {"text": f"A good thing, {n}."}, "expected": f"positive {n}"} for n in range(12)],
    "scoring": {"kind": "f1"},
}
MODULES: Json = {
    "modules": [
        {"name": "think", "system": "Think { aloud }.", "user": "Read {text}", "output": "thought"},
        {"name": "say", "user": "Thought: {thought}\nOne word."},
    ]
}


def with_pictures() -> Json:
    task = world.task(12)
    image = "data:image/png;base64," + base64.b64encode(png(2, 2)).decode()
    for example in task["examples"]:
        example["input"]["photo"] = {"image": image}
    return task


KINDS: dict[str, Json] = {
    "no test": {"task": {**world.task(), "split": {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}}},
    "macro": {"task": {**world.task(), "scoring": {"kind": "exact", "aggregate": "macro"}}},
    "modules": {"prompt": MODULES},
    "no labels": {"task": NO_LABELS, "method": "none"},
    "images": {"task": with_pictures(), "prompt": "Is {photo} good? {text}", "method": "none"},
    "nothing changed": {"method": "none"},
    "demos": {"method": {"name": "bootstrap_fewshot"}},
    "small budget": {"budget": {"max_calls": 90}},
    "other scripts": {"name": "情感 رأي", "prompt": "情感は?一語で答えて。\n\n{text}"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_run_has_a_page(server: Server, kind: str) -> None:
    run = server.run(**{"name": kind, **KINDS[kind]})
    text = shown(server, f"/ui/runs/{run['id']}")
    assert run["name"] in text
    assert "Usage and money" in text
    assert "Provider pauses" in text


def test_a_page_whose_job_ends_while_it_is_read_shows_the_end(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ending(service: TenantService, job: Job) -> list[Event]:
        events = await events_of(service, job)
        while (await service.jobs.get(job.id, "run")).status not in ENDED:
            await asyncio.sleep(0.02)
        return events

    monkeypatch.setattr(loading, "events_of", ending)
    run = server.http.post("/optimize", json=world.request(method="none")).json()
    text = shown(server, f"/ui/runs/{run['id']}")
    assert "data-events" not in text
    assert "Succeeded" in text


def test_the_page_says_what_the_api_says(server: Server, finished: Json) -> None:
    text = shown(server, f"/ui/runs/{finished['id']}")
    result = finished["result"]
    assert "On the test the best prompt cannot be told from the given one" in text
    for check in result["hygiene"]:
        assert check["name"].replace("_", " ").capitalize() in text
    for rejection in result["rejections"]:
        assert escape(rejection["reason"]) in text
    for example in result["changes"]["fixed"]:
        assert example["baseline"]["output"] in text
        assert f"<code>{example['id']}</code>" in text
    for role in result["usage"]:
        assert f'<th scope="row">{role}</th>' in text
    for label in ("negative", "positive"):
        assert f'<th scope="row">{label}</th>' in text
    for chart in ("scores", "gap", "lineage"):
        assert f'id="chart-{chart}"' in text


def test_each_changed_sentence_leads_to_its_step_and_its_feedback(server: Server, finished: Json) -> None:
    text = shown(server, f"/ui/runs/{finished['id']}")
    links = re.findall(r'href="#change-(\d+)"', text)
    assert links
    assert {f'id="change-{number}"' in text for number in links} == {True}
    assert "<ins>Answer with one word. </ins>" in text
    (change,) = re.findall(r"<q>Answer with one word\.</q>(.*?)</li>", text, re.DOTALL)
    assert "at step 1" in change
    assert "It must ask for one word." in change


def test_a_comparison_of_prompts_shows_its_pairs(server: Server) -> None:
    prompts = [{"name": "<b>bare</b>", "prompt": "Sentiment?\n\n{text}"}]
    prompts += [{"name": "word", "prompt": "Answer with one word. {text}"}]
    body = {"prompts": prompts, "task": world.task(), "models": world.request()["models"]}
    run = server.http.post("/evaluate", json=body, headers={"Prefer": "wait=60"}).json()
    text = shown(server, f"/ui/runs/{run['id']}")
    assert "2 prompts were compared" in text
    assert "&lt;b&gt;bare&lt;/b&gt;" in text
    assert "Differences between prompts" in text


def test_a_run_is_shown_while_it_waits_works_and_after_it_was_cancelled(server: Server) -> None:
    with server.world.held():
        run = server.http.post("/optimize", json=world.request()).json()
        text = shown(server, f"/ui/runs/{run['id']}")
        assert re.search(rf'data-events="/runs/{run["id"]}/events\?after=\d+"', text)
        assert "Cancel" in text
        assert 'data-poll="4"' in shown(server, "/ui/runs")
        server.http.post(f"/runs/{run['id']}/cancel")
    server.ended(run["id"])
    text = shown(server, f"/ui/runs/{run['id']}")
    assert "Cancelled" in text
    assert "data-events" not in text


def test_a_run_that_failed_says_why(server: Server) -> None:
    request = world.request(task=comparing.task(comparing.JUDGE), method="none", prompt="Say it: {text}")
    answer = server.http.post("/optimize", json=request, headers={"Prefer": "wait=60"})
    run = answer.json()
    assert run["status"] == "failed", answer.text
    text = shown(server, f"/ui/runs/{run['id']}")
    assert 'role="alert"' in text
    assert "It failed: " in text


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "{{ 7*7 }}"])
def test_what_callers_write_stays_text_wherever_they_write_it(server: Server, hostile: str) -> None:
    task: dict[str, Any] = world.task(12)
    for example in task["examples"]:
        example["input"]["text"] += f" {hostile}"
        example["id"] = f"{example['id']} {hostile}"
    run = server.run(
        name=hostile,
        tags=[hostile],
        metadata={"team": hostile},
        prompt={"user": f"{hostile} Sentiment?\n\n{{text}}", "literals": ["{ 7*7 }"]},
        task=task,
    )
    for path in (f"/ui/runs/{run['id']}", "/ui/runs", "/ui", f"/ui/compare?run={run['id']}"):
        text = shown(server, path)
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "49" not in re.findall(r"<h1>.*?</h1>", text)[0]
    assert visit(server, f"/ui/runs/{run['id']}").text.count("&lt;") > 0 or "<" not in hostile


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(server: Server) -> None:
    for path in ("/ui/runs/run_x", "/ui/diagnostics/x", "/ui/studies/x", "/ui/datasets/x", "/ui/runs?status=odd"):
        answer = visit(server, path)
        assert answer.status_code in {404, 422}
        assert "<h1>" in answer.text
        assert server.http.get(path).headers["content-type"].startswith("application/problem+json")
