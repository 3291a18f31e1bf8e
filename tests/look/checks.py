"""What must hold of every page in a browser; each check gives the faults that it found."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from gradcheck.pages.guide.page_texts import addresses
from tests.look.browser import Noted, context
from tests.look.furnished import HOSTILE, Furnished

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
    for name in ("runs", "run", "comparison", "diagnostic", "study", "headroom", "dataset", "compare"):
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
    """axe finds nothing serious or critical: all pages in both themes and on a phone, all of the guide in one."""
    faults = []
    guide = {path: path for path in addresses().values() if path not in look.paths.values()}
    for theme in ("light", "dark", "phone"):
        window = context(browser, theme)
        for name, path in {**look.paths, **(guide if theme == "light" else {})}.items():
            page = window.new_page()
            page.goto(look.url + path)
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            # Of the reference all but what Swagger UI draws is ours.
            within = {"exclude": [["#swagger-container"]]} if name in _NOT_OURS else None
            for found in Axe().run(page, within).response["violations"]:
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
    for name in ("home", "start", "start-study", "start-headroom", "diagnose", *look.jobs):
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


PAGES: tuple[Check, ...] = (quiet, text_stays_text, accessible, by_keyboard, reports)
