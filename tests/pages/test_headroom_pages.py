"""A measurement of headroom as a page, whatever it found and however far it is."""

import re

import pytest

from gradcheck.pages import words
from gradcheck.pages.assets import static_files
from tests.api.server import Json, Server
from tests.api.test_headroom import measured, simulated
from tests.pages.browser import shown, visit
from tests.support import world

ASKING = "Answer with one word: is it positive or negative?\n\n{text}"


@pytest.fixture(scope="module")
def reacting(server: Server) -> Json:
    return measured(server, world.request(prompt=ASKING, task=world.task(80)), name="does it <b>react</b>?")


def test_the_page_of_a_measurement_begins_with_its_sentence(server: Server, reacting: Json) -> None:
    text = shown(server, f"/ui/headroom/{reacting['id']}")
    first, _, rest = reacting["result"]["said"].partition(". ")
    said = re.search(r'<p class="lead">(.*?)</p>\s*<p>(.*?)</p>', text)
    assert said is not None
    assert said[1] == f"{first}."
    assert said[2] == words.sentence(rest).replace("'", "&#39;")
    assert text.index(said[1]) < text.index("<section")
    assert "does it &lt;b&gt;react&lt;/b&gt;?" in text


def test_it_shows_every_prompt_with_its_score_and_what_the_sentence_rests_on(server: Server, reacting: Json) -> None:
    text = shown(server, f"/ui/headroom/{reacting['id']}")
    result = reacting["result"]
    for chart in ("gains", "prompts"):
        assert f'id="chart-{chart}"' in text
    for prompt in result["prompts"]:
        for component in prompt["components"].values():
            assert component.partition("\n")[0] in text
    assert f"{result['spread']['telling']} of {result['spread']['items']}" in text
    for reason, count in result["rejected"].items():
        assert f"<li>{count}: {reason}</li>" in text
    assert "Usage and money" in text


def test_gains_stand_beside_what_each_split_could_show_of_them(server: Server, reacting: Json) -> None:
    text = shown(server, f"/ui/headroom/{reacting['id']}")
    result = reacting["result"]
    (table,) = re.findall(r'id="chart-gains".*?(<tbody>.*?</tbody>)', text, re.DOTALL)
    bars = dict(re.findall(r'<th scope="row">([^<]*)</th><td>[^<]*</td><td class="number">([^<]*)</td>', table))
    gains, sights = ["best, expected", "best, at most", "room above"], ["test shows", "validation shows"]
    assert list(bars) == [*gains, *sights, "luck of choice"]
    assert bars["best, at most"] == f"{result['gain']['at_most']:+.2f}"
    assert bars["test shows"] == f"{result['test']['detectable']:+.2f}"


def test_what_could_not_be_tested_is_said_without_numbers(server: Server) -> None:
    found = measured(server, simulated("W8-floor"), seed=2)
    text = shown(server, f"/ui/headroom/{found['id']}")
    assert "Not testable: " in text
    assert 'id="chart-gains"' not in text
    assert "Reacts to prompts" not in text


def test_a_measurement_is_shown_while_it_works_and_after_it_was_cancelled(server: Server) -> None:
    with server.world.held():
        job = server.http.post("/headroom", json={"optimize": world.request(prompt=ASKING, seed=4)}).json()
        text = shown(server, f"/ui/headroom/{job['id']}")
        assert re.search(rf'data-events="/headroom/{job["id"]}/events\?after=\d+"', text)
        assert f'data-post="/headroom/{job["id"]}/cancel"' in text
        assert 'data-poll="4"' in shown(server, "/ui/headroom")
        server.http.post(f"/headroom/{job['id']}/cancel")
    server.ended(job["id"], "headroom")
    text = shown(server, f"/ui/headroom/{job['id']}")
    assert "Cancelled" in text
    assert "data-events" not in text


def test_lists_lead_to_measurements_and_to_the_form(server: Server, reacting: Json) -> None:
    for path in ("/ui", "/ui/headroom"):
        assert f'href="/ui/headroom/{reacting["id"]}"' in shown(server, path)
    assert 'href="/ui/start/headroom"' in shown(server, "/ui/headroom")
    assert visit(server, f"/headroom/{reacting['id']}").headers["location"] == f"/ui/headroom/{reacting['id']}"
    assert visit(server, "/headroom").headers["location"] == "/ui/headroom"


def test_a_page_listens_to_events_that_jobs_of_every_kind_tell(server: Server) -> None:
    script = static_files()["live.js"].content.decode()
    named = {*re.findall(r'"([a-z]+_[a-z_]+)"', script), "progress"}
    kinds = re.findall(r'\[((?:"[a-z]+", )+"[a-z]+")\]\.flatMap', script)[0].replace('"', "").split(", ")
    assert kinds == ["run", "diagnostic", "study", "headroom"]
    told = {f"{kind}_{what}" for kind in kinds for what in ("started", "succeeded", "failed", "cancelled")}
    events = server.http.get("/openapi.json").text
    for name in named | told:
        assert f'"{name}"' in events, name
