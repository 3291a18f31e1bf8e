"""What must hold of every page in a browser; each check gives the faults that it found."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.look.browser import Noted, context
from tests.look.furnished import HOSTILE, KEY, Furnished, served
from tests.support import world

Faults = list[str]
Check = Callable[[Browser, Furnished], Faults]
_GRAVE = {"serious", "critical"}
_NOT_OURS = ("docs",)  # the reference is Swagger UI's


def quiet(browser: Browser, look: Furnished) -> Faults:
    """No page says anything in the console, asks another host, or runs what a caller wrote."""
    noted = Noted(look.url)
    noted.expected = ("status of 404",)  # the page of what is not there
    for theme in ("light", "dark"):
        window = context(browser, theme)
        window.on("dialog", noted.alerted)
        for name, path in look.paths.items():
            page = noted.watch(window.new_page())
            page.goto(look.url + path, wait_until="load")
            page.wait_for_timeout(300)
            if page.locator("figure.chart").count() != page.locator("figure.chart .plot svg").count():
                noted.faults.append(f"{name}: a chart is not drawn")
            if name not in _NOT_OURS and page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                noted.faults.append(f"{name}: wider than its window")
            page.close()
        window.close()
    return noted.faults


def text_stays_text(browser: Browser, look: Furnished) -> Faults:
    """What callers wrote is shown as they wrote it."""
    window = context(browser)
    faults = []
    for name in ("runs", "run", "comparison", "diagnostic", "study", "dataset", "compare"):
        page = window.new_page()
        page.goto(look.url + look.paths[name])
        if HOSTILE not in page.locator("main").inner_text():
            page.locator("details:not([open]) > summary").first.click()
        if HOSTILE not in (page.locator("main").text_content() or ""):
            faults.append(f"{name}: {HOSTILE} is not there as text")
        page.close()
    window.close()
    return faults


def accessible(browser: Browser, look: Furnished) -> Faults:
    """axe finds nothing serious or critical, in both themes and on a phone."""
    faults = []
    for theme in ("light", "dark", "phone"):
        window = context(browser, theme)
        for name, path in look.paths.items():
            if name in _NOT_OURS:
                continue
            page = window.new_page()
            page.goto(look.url + path)
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            for found in Axe().run(page).response["violations"]:
                if found["impact"] in _GRAVE:
                    where = "; ".join(str(node["html"])[:120] for node in found["nodes"][:2])
                    faults.append(f"{name}, {theme}: {found['id']}: {where}")
            page.close()
        window.close()
    return faults


def by_keyboard(browser: Browser, look: Furnished) -> Faults:
    """The keyboard reaches every link, button, field and summary, and what has it can be seen to have it."""
    faults = []
    window = context(browser)
    for name in ("home", "run", "start", "diagnostic"):
        page = window.new_page()
        page.goto(look.url + look.paths[name])
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
            ".filter((each) => each.checkVisibility() && (each.type !== 'radio' || each.checked)).length"
        )
        reached = _tabbed(page, wanted + 60)
        if reached < wanted:
            faults.append(f"{name}: the keyboard reaches {reached} of {wanted}")
        page.close()
    window.close()
    return faults


def _tabbed(page: Page, most: int) -> int:
    """How many elements Tab comes to, each once."""
    page.evaluate("window.reached = new Set()")
    for _ in range(most):
        page.keyboard.press("Tab")
        page.evaluate(
            "document.activeElement.matches('a, button, input, select, textarea, summary')"
            " && window.reached.add(document.activeElement)"
        )
    return int(page.evaluate("window.reached.size"))


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
    page.fill("#prompt", "What is the sentiment of {nothing}?")
    rows = "\n".join(
        f"A {'good' if n % 2 else 'bad'} thing {n},{'positive' if n % 2 else 'negative'}" for n in range(24)
    )
    page.fill("#pasted", f"text,label\n{rows}")
    page.fill("#expected", "label")
    page.fill("#inputs", "text")
    page.select_option("#scoring", "exact")
    page.select_option("#method", "none")
    page.select_option("#task-provider", "world")
    page.fill("#task-model", "pure")
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


def diagnosing(browser: Browser, look: Furnished) -> Faults:
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


def reports(browser: Browser, look: Furnished) -> Faults:
    """A report opens from a file, draws its charts, and asks for nothing."""
    faults = []
    with TemporaryDirectory() as folder:
        for kind, path in look.reports.items():
            file = Path(folder) / f"{kind}.html"
            file.write_text(look.server.http.get(path).text, "utf-8")
            noted = Noted(file.as_uri())
            window = context(browser)
            page = noted.watch(window.new_page())
            page.goto(file.as_uri())
            page.locator("figure.chart svg").first.wait_for()
            faults += noted.faults
            window.close()
    return faults


def sign_in(browser: Browser) -> Faults:
    """With keys a browser is asked for one, comes to where it wanted, acts, and signs out."""
    with served(GRADCHECK_API_KEYS=KEY) as server:
        noted = Noted(server.url)
        noted.expected = ("status of 401",)
        window = context(browser)
        page = noted.watch(window.new_page())
        page.goto(f"{server.url}/ui/runs")
        page.fill("#key", "another")
        page.keyboard.press("Enter")
        page.get_by_text("This key is not known").wait_for()
        page.fill("#key", KEY)
        page.keyboard.press("Enter")
        page.wait_for_url("**/ui/runs")
        with server.world.held():
            headers = {"Authorization": f"Bearer {KEY}"}
            run = server.http.post("/optimize", json=world.request(), headers=headers).json()
            page.goto(f"{server.url}/ui/runs/{run['id']}")
            page.on("dialog", lambda dialog: dialog.accept())
            page.get_by_role("button", name="Cancel").click()
            page.get_by_text("Cancelled").first.wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/ui/sign-in")
        page.goto(f"{server.url}/ui")
        if "/ui/sign-in" not in page.url:
            noted.faults.append("a page is open after signing out")
        window.close()
        return noted.faults


CHECKS: tuple[Check, ...] = (quiet, text_stays_text, accessible, by_keyboard, live, forms, diagnosing, reports)
