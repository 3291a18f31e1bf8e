"""Lists, data sets, other jobs, and how browsers find them."""

import re

import pytest

from gradcheck.pages.assets import PLOT_CLASS, PLOT_STYLE, POLICY, static_files
from gradcheck.pages.templating import environment
from tests.api.server import Json, Server
from tests.api.test_studying import body as study_body
from tests.pages.browser import BROWSER, elements, shown, visit
from tests.support import world

WAIT = {"Prefer": "wait=60"}


@pytest.fixture(scope="module")
def diagnosed(server: Server, finished: Json) -> Json:
    body = {"force": True, "name": "what did it", "tests": ["content", "decomposition", "shortcuts", "sign"]}
    answer = server.http.post(f"/runs/{finished['id']}/diagnostics", json=body, headers=WAIT)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.fixture(scope="module")
def studied(server: Server) -> Json:
    answer = server.http.post("/studies", json=study_body(), headers=WAIT)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_the_page_of_a_diagnostic_begins_with_its_sentence(server: Server, diagnosed: Json) -> None:
    text = shown(server, f"/ui/diagnostics/{diagnosed['id']}")
    summary = diagnosed["result"]["summary"].replace("'", "&#39;")
    assert summary in text
    assert text.index(summary) < text.index("<section")
    for chart in ("effects", "parts", "pairs"):
        assert f'id="chart-{chart}"' in text
    assert "What was not testable, and why" in text
    assert "5 test items have two answers" in text


def test_the_page_of_a_study_ranks_shows_trials_and_says_what_is_alike(server: Server, studied: Json) -> None:
    text = shown(server, f"/ui/studies/{studied['id']}")
    assert "These cannot be told apart: seed, longer." in text
    assert "<li>seed and longer</li>" in text
    for chart in ("trials", "gaps"):
        assert f'id="chart-{chart}"' in text
    assert text.count('<a href="/ui/runs/run_') == 8


def test_jobs_of_every_kind_give_report_json_and_request(
    server: Server, finished: Json, diagnosed: Json, studied: Json
) -> None:
    for kind, job in (("runs", finished), ("diagnostics", diagnosed), ("studies", studied)):
        text = shown(server, f"/ui/{kind}/{job['id']}")
        assert f'href="/{kind}/{job["id"]}/report" download="{job["id"]}.html"' in text
        assert f'data-save="/{kind}/{job["id"]}"' in text
        assert f'href="/{kind}/{job["id"]}/request" download="{job["id"]}-request.json"' in text
        assert visit(server, f"/{kind}/{job['id']}/request").headers["content-type"] == "application/json"


def test_home_and_lists_show_what_there_is(server: Server, finished: Json, diagnosed: Json, studied: Json) -> None:
    text = shown(server, "/ui")
    for path in (f"runs/{finished['id']}", f"diagnostics/{diagnosed['id']}", f"studies/{studied['id']}"):
        assert f'href="/ui/{path}"' in text
        assert f'href="/ui/{path}"' in shown(server, f"/ui/{path.partition('/')[0]}")
    assert finished["id"] not in shown(server, "/ui/runs?status=failed")
    server.run(method="none")
    older = shown(server, "/ui/runs?limit=1")
    assert re.search(r'href="/ui/runs\?after=run_\w+"', older)


def test_a_data_set_shows_columns_versions_and_rows_as_they_are(server: Server) -> None:
    rows = "text,label\n<script>alert(1)</script>,good\nbad thing,\n"
    for count in (1, 2):
        more = "x,y\n" * (count - 1)
        server.http.post("/datasets?name=reviews", content=rows + more, headers={"Content-Type": "text/csv"})
    text = shown(server, "/ui/datasets/reviews?version=1")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'href="/ui/datasets/reviews?version=2"' in text
    assert 'href="/ui/datasets/reviews"' in shown(server, "/ui/datasets")


def test_runs_stand_beside_each_other(server: Server, finished: Json) -> None:
    other = server.run(name="the other", method="none")
    text = shown(server, f"/ui/compare?run={finished['id']}&run={other['id']}&run={other['id']}")
    assert text.count('<th scope="col"><a href="/ui/runs/') == 2
    assert "Gain of each run on its own test" in text
    assert "Choose two or more runs" in shown(server, "/ui/compare")
    assert "1 of the runs asked for is not there" in shown(server, "/ui/compare?run=run_x")


def test_browsers_are_sent_to_pages_and_programs_get_json(server: Server, finished: Json, diagnosed: Json) -> None:
    for path, place in (
        (f"/runs/{finished['id']}", f"/ui/runs/{finished['id']}"),
        (f"/diagnostics/{diagnosed['id']}", f"/ui/diagnostics/{diagnosed['id']}"),
        ("/runs?status=failed", "/ui/runs?status=failed"),
        ("/studies", "/ui/studies"),
        ("/datasets", "/ui/datasets"),
    ):
        leading = visit(server, path)
        assert (leading.status_code, leading.headers["location"]) == (303, place)
        assert leading.headers["vary"] == "Accept"
        for accepted in ("*/*", "application/json", "application/json, text/html;q=0.9", "text/*;q=0.1, */*"):
            answer = server.http.get(path, headers={"Accept": accepted})
            assert answer.status_code == 200, (path, accepted)
            assert answer.json()
            assert answer.headers["vary"] == "Accept"
    assert visit(server, "/").headers["location"] == "/ui"
    assert visit(server, f"/runs/{finished['id']}/steps").json()["items"]
    assert server.http.post("/optimize", json=world.request(), headers=BROWSER).status_code == 202


def test_a_page_loads_what_the_service_has_and_nothing_else(server: Server, finished: Json) -> None:
    answer = visit(server, f"/ui/runs/{finished['id']}")
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    for tag, attributes in elements(answer.text):
        for name in ("src", "href", "action"):
            address = attributes.get(name)
            assert address is None or re.match(r"[/#](?!/)", address), (tag, address)
            if address and address.startswith("/ui/static/"):
                file = server.http.get(address)
                assert file.status_code == 200
                assert "immutable" in file.headers["cache-control"]
    assert server.http.get("/ui/static/nothing.js").status_code == 404
    assert server.http.get("/ui/static/..%2Fassets.py").status_code == 404


def test_what_plot_writes_into_charts_is_what_the_policy_lets_in() -> None:
    script = static_files()["plot.min.js"].content.decode()
    (rule,) = re.findall(r"`(:where\(\.\$\{c\}\) \{.*?)`", script)
    assert rule.replace("${c}", PLOT_CLASS).replace("\\n", "\n") == PLOT_STYLE
    assert f'className: "{PLOT_CLASS}"' in static_files()["charts.js"].content.decode()


def test_every_template_is_read_and_escapes_whatever_it_is_given() -> None:
    for name in environment().list_templates():
        environment().get_template(name)
    assert environment().autoescape is True
    assert environment().undefined.__name__ == "StrictUndefined"


def test_without_keys_there_is_nothing_to_sign_in_to(server: Server) -> None:
    leading = visit(server, "/ui/sign-in")
    assert (leading.status_code, leading.headers["location"]) == (303, "/ui")
    assert "Sign out" not in shown(server, "/ui")
    assert "New run" in shown(server, "/ui")


def test_forms_offer_what_there_is_and_send_what_the_api_takes(server: Server, finished: Json) -> None:
    text = shown(server, "/ui/start")
    for path, name in (("/methods", "name"), ("/scorers", "name"), ("/providers", "name")):
        for entry in server.http.get(path).json():
            assert f"<option>{entry[name]}</option>" in text or f"<option selected>{entry[name]}</option>" in text
    fields = {str(attributes["data-path"]) for _, attributes in elements(text) if "data-path" in attributes}
    schema = server.get("/openapi.json")["components"]["schemas"]
    assert {field.partition(".")[0] for field in fields} <= schema["OptimizeRequest"]["properties"].keys()
    diagnose = shown(server, f"/ui/runs/{finished['id']}/diagnose")
    # A form has its fields as properties too, and one of these names would hide what the script reads of it.
    for _, attributes in [*elements(text), *elements(diagnose)]:
        assert not {attributes.get("id"), attributes.get("name")} & {"dataset", "querySelector", "querySelectorAll"}
    for test in server.http.get("/tests").json():
        assert f'value="{test["name"]}"' in diagnose
