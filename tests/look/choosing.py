"""Parameters in a browser: of the method that is chosen for a run and for the arms of a study, of a diagnostic."""

from playwright.sync_api import Browser, Page

from tests.api.server import Json
from tests.look.browser import Noted, context
from tests.look.checks import Faults
from tests.look.filling import asked_for, cancelled, described, refused
from tests.look.furnished import Furnished


def parameters(browser: Browser, look: Furnished) -> Faults:
    """A form shows what the chosen method takes, keeps it, says faults at its fields, and sends what was changed."""
    noted = Noted(look.url)
    noted.expected = ("status of 422",)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.goto(f"{look.url}/ui/start")
    described(page, "What is the sentiment?\n\n{text}")
    page.select_option("#method", "gepa")
    noted.faults += _shown(page, "#parameters", "gepa")
    page.get_by_text("Parameters of gepa").click()
    page.fill("#iterations-gepa-method", "0")
    page.locator("#explicit_critique-gepa-method").check()
    page.locator("#objectives-gepa-method").get_by_label("length").check()
    page.select_option("#acceptance-kind-gepa-method", "paired")
    page.fill("#acceptance-alpha-gepa-method", "0.2")
    page.select_option("#method", "portfolio")
    noted.faults += _shown(page, "#parameters", "portfolio")
    page.select_option("#method", "gepa")
    page.get_by_text("Parameters of gepa").click()  # a fault opens what it stands in
    refused(page, "iterations-gepa-method")
    page.fill("#iterations-gepa-method", "1")
    refused(page, "objectives-gepa-method")
    page.select_option("#frontier-gepa-method", "hybrid")
    objectives = ["length", "score"]
    wanted = {
        "name": "gepa",
        "iterations": 1,
        "explicit_critique": True,
        "frontier": "hybrid",
        "objectives": objectives,
    }
    noted.faults += _sent(page, look, {**wanted, "acceptance": {"kind": "paired", "alpha": 0.2}})
    page.goto(f"{look.url}/ui/start")
    described(page, "What is the sentiment?\n\n{text}")
    page.select_option("#method", "random_search")
    page.get_by_text("Parameters of random_search").click()
    page.locator("#null-n-random_search-method").check()
    page.fill("#max-calls", "300")
    noted.faults += _sent(page, look, {"name": "random_search", "n": None})
    window.close()
    return noted.faults


def parameters_of_arms(browser: Browser, look: Furnished) -> Faults:
    """An arm that names no other method starts from the run's parameters, and sends those that differ."""
    noted = Noted(look.url)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{look.url}/ui/start/study")
    described(page, "What is the sentiment?\n\n{text}")
    page.select_option("#method", "gepa")
    page.get_by_text("Parameters of gepa").first.click()
    page.fill("#iterations-gepa-method", "2")
    page.locator("#racing-gepa-method").check()
    page.select_option("#selection-gepa-method", "current_best")
    page.fill("#run-calls", "300")
    noted.faults += _shown(page, "#arm-parameters-1", "gepa")
    page.locator("#arm-parameters-1").get_by_text("Parameters of gepa").click()
    left = page.locator("#iterations-gepa-arm-method-1").get_attribute("placeholder")
    chosen = page.locator("#selection-gepa-arm-method-1 option").first.inner_text()
    racing = page.locator("#racing-gepa-arm-method-1").is_checked()
    if (left, chosen, racing) != ("2", "current_best", True):
        noted.faults.append(f"an arm that changes nothing shows {left}, {chosen}, {racing}")
    page.fill("#arm-name-1", "more")
    page.fill("#iterations-gepa-arm-method-1", "3")
    page.locator("#racing-gepa-arm-method-1").uncheck()
    page.fill("#arm-name-2", "other")
    page.select_option("#arm-method-2", "copro")
    noted.faults += _shown(page, "#arm-parameters-2", "copro")
    page.locator("#arm-parameters-2").get_by_text("Parameters of copro").click()
    if page.locator("#racing-copro-arm-method-2").is_checked():
        noted.faults.append("an arm with another method has the run's parameters")
    page.fill("#depth-copro-arm-method-2", "1")
    for field, text in {"trials": "2", "delta": "0.3", "run-sd": "0.1"}.items():
        page.fill(f"#{field}", text)
    page.locator("#force").check()
    with look.server.world.held():
        arms = asked_for(page, look, "studies")["arms"]
        methods = [arm["overrides"].get("method") for arm in arms]
        if methods != [{"iterations": 3, "racing": False}, {"name": "copro", "depth": 1}]:
            noted.faults.append(f"arms were sent as {methods}")
        cancelled(page)
    window.close()
    return noted.faults


def parameters_of_diagnostics(browser: Browser, look: Furnished) -> Faults:
    """How a diagnostic is made can be said in its form, and faults of it stand at their fields."""
    noted = Noted(look.url)
    noted.expected = ("status of 422",)
    window = context(browser)
    page = noted.watch(window.new_page())
    page.goto(look.url + look.paths["diagnose"])
    page.get_by_text("How it is made").click()
    page.check("#force")
    for field, text in {"steps": "1, x", "items": "8", "delta": "0.2", "effect": "0.3"}.items():
        page.fill(f"#{field}-test", text)
    page.select_option("#evidence-test", "masked")
    refused(page, "steps-test", "Plan")
    page.fill("#steps-test", "1")
    page.fill("#max-calls", "300")
    asked = asked_for(page, look, "diagnostics", "Diagnose")
    wanted = {"steps": [1], "items": 8, "delta": 0.2, "effect": 0.3, "evidence": "masked"}
    if {name: asked.get(name) for name in wanted} != wanted or "stop" in asked:
        noted.faults.append(f"it was sent as {asked}")
    page.get_by_text("Usage and money").wait_for()
    window.close()
    return noted.faults


def _shown(page: Page, within: str, method: str) -> Faults:
    """The parameters of one method are shown, and of no other."""
    shown = [
        each.get_attribute("data-of") for each in page.locator(f"{within} > details").locator("visible=true").all()
    ]
    return [] if shown == [method] else [f"{within} shows the parameters of {shown} where {method} is chosen"]


def _sent(page: Page, look: Furnished, method: Json) -> Faults:
    """Start it; the method that it was asked for with is the one that was written."""
    asked = asked_for(page, look, "runs")["method"]
    differ = {name: asked.get(name) for name, value in method.items() if asked.get(name) != value}
    page.get_by_text("Usage and money").wait_for()
    return [f"{differ} was sent where {method} was written"] if differ else []
