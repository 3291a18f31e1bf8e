"""What people do on pages, in a browser: start, estimate, watch, cancel, diagnose, take away."""

from playwright.sync_api import Browser

from tests.api.server import Json
from tests.look.browser import Noted, context
from tests.look.checks import Check, Faults
from tests.look.choosing import parameters, parameters_of_arms, parameters_of_diagnostics
from tests.look.filling import asked_for, cancelled, described, refused
from tests.look.furnished import Furnished, diagnosing, studying
from tests.support import world


def live(browser: Browser, look: Furnished) -> Faults:
    """A run's page and the list change by themselves while it works, and are whole at its end."""
    noted = Noted(look.url)
    window = context(browser)
    with look.server.world.held():
        run = look.server.http.post("/optimize", json=world.request(name="watched", task=look.task)).json()
        page, listed = noted.watch(window.new_page()), noted.watch(window.new_page())
        page.goto(f"{look.url}/ui/runs/{run['id']}")
        listed.goto(f"{look.url}/ui/runs")
        page.get_by_text("Cancel", exact=True).wait_for()
    page.get_by_text("Usage and money").wait_for()
    page.locator("#chart-lineage svg").wait_for()
    listed.locator("tr", has_text="watched").get_by_text("Succeeded").wait_for()
    if page.locator("[data-events]").count():
        noted.faults.append("a page goes on listening at the end")
    window.close()
    return noted.faults


def forms(browser: Browser, look: Furnished) -> Faults:
    """Faults are said at their fields; an estimate is shown; a run starts, and its page comes."""
    noted = Noted(look.url)
    noted.expected = ("status of 422",)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.goto(f"{look.url}/ui/start")
    described(page, "What is the sentiment of {nothing}?")
    page.get_by_role("button", name="Estimate").click()
    page.locator("#prompt[aria-invalid=true]").wait_for()
    if "nothing" not in page.locator("#fault-prompt").inner_text():
        noted.faults.append("the fault of the prompt is not said at the prompt")
    page.fill("#prompt", "What is the sentiment?\n\n{text}")
    page.get_by_role("button", name="Estimate").click()
    page.locator(".answer dl").wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/ui/runs/run_*")
    page.get_by_text("Usage and money").wait_for()
    window.close()
    return noted.faults


def diagnosing_run(browser: Browser, look: Furnished) -> Faults:
    """From a run's page a diagnostic is planned and started, and its page comes and is whole at its end."""
    noted = Noted(look.url)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.goto(look.url + look.paths["run"])
    page.get_by_role("link", name="Diagnose").click()
    page.check("#force")
    page.fill("#max-calls", "300")
    page.get_by_role("button", name="Plan").click()
    page.locator(".answer dl").wait_for()
    page.get_by_role("button", name="Diagnose", exact=True).click()
    page.wait_for_url("**/ui/diagnostics/diag_*")
    page.get_by_text("Usage and money").wait_for()
    window.close()
    return noted.faults


def studying_arms(browser: Browser, look: Furnished) -> Faults:
    """A study is written as arms, trials and comparisons; faults stand at them; it is estimated, started, cancelled."""
    noted = Noted(look.url)
    noted.expected = ("status of 422",)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{look.url}/ui/studies")
    page.get_by_role("link", name="New study").click()
    described(page, "Answer with one word: what is the sentiment?\n\n{text}")
    for field, text in {"arm-name-1": "given", "arm-name-2": "bare", "first-3": "given", "second-3": "nobody"}.items():
        page.fill(f"#{field}", text)
    for field, text in {"trials": "7", "delta": "0.3", "run-sd": "0.1"}.items():
        page.fill(f"#{field}", text)
    page.fill("#arm-prompt-2", "What is it?\n\n{text}")
    refused(page, "second-3")
    page.fill("#second-3", "bare")
    page.fill("#arm-more-2", "{")
    refused(page, "arm-more-2")
    page.fill("#arm-more-2", '{"seed": 3}')
    refused(page, "arm-more-2")
    page.fill("#arm-more-2", '{"method": {"name": "none"}}')
    page.get_by_role("button", name="Add an arm").click()
    page.locator("#arm-name-4").fill("unwanted")
    page.get_by_role("button", name="Remove this arm").last.click()
    page.get_by_role("button", name="Estimate").click()
    page.locator(".answer table").first.wait_for()
    said = page.locator(".answer").inner_text()
    noted.faults += [f"the estimate says nothing of {part}" for part in ("14", "given", "bare") if part not in said]
    with look.server.world.held():
        asked = asked_for(page, look, "studies")
        arms = [arm["name"] for arm in asked["arms"]]
        compared = [(each["first"], each["second"]) for each in asked["comparisons"]]
        if (arms, compared) != (["given", "bare"], [("given", "bare")]):
            noted.faults.append(f"what was written is not what was sent: {arms}, {compared}")
        cancelled(page)
    window.close()
    return noted.faults


def measuring(browser: Browser, look: Furnished) -> Faults:
    """Headroom is estimated and measured from a form; its page changes while it works, and is whole at its end."""
    noted = Noted(look.url)
    noted.expected = ("status of 422",)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.goto(f"{look.url}/ui/headroom")
    page.get_by_role("link", name="Measure headroom").click()
    described(page, "What is the sentiment of {nothing}?")
    page.fill("#items", "12")
    refused(page, "prompt")
    page.fill("#prompt", "Answer with one word: what is the sentiment?\n\n{text}")
    page.get_by_role("button", name="Estimate").click()
    page.locator(".answer dd", has_text="12").first.wait_for()
    with look.server.world.held():
        page.get_by_role("button", name="Measure", exact=True).click()
        page.wait_for_url("**/ui/headroom/headroom_*")
        page.get_by_role("button", name="Cancel").wait_for()
    page.get_by_text("Usage and money").wait_for()
    page.locator("#chart-prompts svg").wait_for()
    if page.locator("[data-events]").count():
        noted.faults.append("the page goes on listening at the end")
    window.close()
    return noted.faults


def cancelling(browser: Browser, look: Furnished) -> Faults:
    """Jobs of every kind are cancelled from their pages, which say so by themselves."""
    noted = Noted(look.url)
    window = context(browser)
    optimize = world.request(task=look.task, prompt="Which is it, in one word?\n\n{text}")
    wanted: dict[str, tuple[str, Json]] = {
        "runs": ("/optimize", optimize),
        "diagnostics": (f"{look.jobs['run']}/diagnostics", {**diagnosing("stopped"), "seed": 5}),
        "studies": ("/studies", studying("stopped", optimize)),
        "headroom": ("/headroom", {"optimize": optimize}),
    }
    for kind, (path, body) in wanted.items():
        page = noted.watch(window.new_page())
        page.on("dialog", lambda dialog: dialog.accept())
        with look.server.world.held():
            answer = look.server.http.post(path, json=body)
            assert answer.status_code == 202, answer.text
            job = answer.json()
            page.goto(f"{look.url}/ui/{kind}/{job['id']}")
            cancelled(page)
        if look.server.get(f"/{kind}/{job['id']}")["status"] != "cancelled":
            noted.faults.append(f"{kind}: the page says so and it was not cancelled")
        page.close()
    window.close()
    return noted.faults


def taking_away(browser: Browser, look: Furnished) -> Faults:
    """From every job's page its report, its JSON and its request are taken away, of a run also prompt and archive."""
    noted = Noted(look.url)
    window = context(browser)
    for kind, path in look.jobs.items():
        page = noted.watch(window.new_page())
        page.goto(f"{look.url}/ui{path}")
        wanted = {"Report": b"<!doctype html>", "JSON": b'"result":{', "Request": b'"task":{'}
        if kind == "diagnostic":
            wanted["Request"] = b'"tests":['
        if kind == "run":
            page.select_option("#format", "text")
            wanted |= {"Export": b"Answer with one word.", "Archive": b"x\x9c"}
        for name, holds in wanted.items():
            with page.expect_download() as coming:
                page.locator(".actions").get_by_text(name, exact=True).click()
            content = coming.value.path().read_bytes()
            if holds not in content:
                noted.faults.append(f"{kind}: {name} gives {content[:60]!r}")
        page.close()
    window.close()
    return noted.faults


ACTS: tuple[Check, ...] = (
    *(live, forms, parameters, parameters_of_arms, parameters_of_diagnostics),
    *(diagnosing_run, studying_arms, measuring, cancelling, taking_away),
)
