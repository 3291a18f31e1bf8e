"""What each page promises to show of a job that has ended: drawn or written there, not only announced."""

from playwright.sync_api import Browser, Page

from tests.look.browser import context
from tests.look.checks import Faults
from tests.look.furnished import Furnished

_FIRST = {"the sentence stands before all else": "article > .lead:nth-child(2)"}
_MONEY = {"money by role": "section[aria-labelledby=usage] tbody tr:first-child td:last-child:has-text('$')"}
_RUN = {
    **_FIRST,
    "scores over calls": "#chart-scores:has(h3:text-is('Score over calls')) .plot svg circle",
    "their intervals": "#chart-scores .plot svg g[stroke='var(--muted)'] line",
    "validation and test": "#chart-gap .plot svg circle",
    "the gap between them": "#chart-gap figcaption:has-text('Validation minus test: ')",
    "lineage as a tree": "#chart-lineage .plot svg path[stroke-width='2.5']",
    "words that came": ".diff ins",
    "a mark at a changed sentence": ".diff a.why[href='#change-1']",
    "the step of a changed sentence": "#change-1:has-text('at step ')",
    "the feedback that it came from": ".changes li blockquote:has(p):has(footer:has-text('step '))",
    "examples fixed, with both answers": "#fixed-1 .pair:has(div:nth-child(1) pre):has(div:nth-child(2) pre)",
    "each class": "section[aria-labelledby=classes] tbody tr:nth-child(2) td:nth-child(4)",
    "hygiene": "section[aria-labelledby=hygiene] .checks li:nth-child(6) .badge",
    "usage by role": "section[aria-labelledby=usage] tbody th:text-is('optimizer')",
    **_MONEY,
    "what was rejected, and why": "section[aria-labelledby=rejected] tbody th:text-is('duplicate')",
    "pauses of providers": "section[aria-labelledby=pauses] tbody td:text-is('asked to wait')",
    "what diagnostics found": "section[aria-labelledby=diagnostics] li:has-text('content')",
}
_MIXED = {
    "examples broken, with both answers": "#broken-1 .pair:has(div:nth-child(1) pre):has(div:nth-child(2) pre)",
}
_DIAGNOSTIC = {
    **_FIRST,
    "effects as a forest": "#chart-effects .plot svg circle",
    "their intervals": "#chart-effects .plot svg line[stroke^='var(--']",
    "the band of delta": "#chart-effects .plot svg rect",
    "five bars of a waterfall": "#chart-parts .plot svg rect >> nth=4",
    "pairs as a strip": "#chart-pairs .plot svg circle >> nth=7",
    "what was not testable, and why": "section[aria-labelledby=untestable] h3:text-is('Sign') + p",
    **_MONEY,
}
_STUDY = {
    **_FIRST,
    "ranks that hold at once": r"section[aria-labelledby=ranking] tbody td:text-matches('^\\d to \\d$')",
    "gaps with intervals": "#chart-gaps .plot svg line[stroke^='var(--']",
    "that these hold at once": "#chart-gaps figcaption:has-text('hold for all gaps at once')",
    "trials as points": "#chart-trials .plot svg circle >> nth=20",
    "what cannot be told apart": "section[aria-labelledby=alike] li:has-text(' and ')",
    "planned comparisons": "#chart-comparisons .plot svg circle",
    **_MONEY,
}
_HEADROOM = {
    **_FIRST,
    "what the sentence rests on": "article > .lead:has-text('prompts on 20 items spread by')",
    "the verdict": ".heading .badge:text-is('Reacts to prompts')",
    "every prompt with its interval": "#chart-prompts .plot svg line[stroke^='var(--'] >> nth=3",
    "what could be gained beside what could be seen": "#chart-gains .plot svg rect >> nth=5",
    "the spread with its limits": "section[aria-labelledby=figures] th:has-text('spread of prompts') + td",
    "what stands without an instruction": "section[aria-labelledby=figures] th:has-text('leaving out the instruction')",
    "the prompts themselves": "section[aria-labelledby=texts] details:nth-of-type(4) pre",
    "why others were not usable": "section[aria-labelledby=texts] ul li",
    **_MONEY,
}
PROMISED = {"run": _RUN, "mixed": _MIXED, "diagnostic": _DIAGNOSTIC, "study": _STUDY, "headroom": _HEADROOM}


def whole(browser: Browser, look: Furnished) -> Faults:
    """All that a page promises to show of a job is there, on the page and in its report."""
    faults = []
    window = context(browser)
    for name, promised in PROMISED.items():
        page = window.new_page()
        page.goto(look.url + look.paths[name])
        faults += _lacking(name, page, promised)
        page.set_content(look.server.http.get(look.reports[name]).text)
        faults += _lacking(f"report of {name}", page, promised)
        page.close()
    window.close()
    return faults


def _lacking(name: str, page: Page, promised: dict[str, str]) -> Faults:
    """What is not there, and marks that lead nowhere."""
    page.locator("figure.chart .plot svg").first.wait_for()
    faults = [f"{name}: no sign of {said}" for said, where in promised.items() if not page.locator(where).count()]
    aims = page.evaluate("[...document.querySelectorAll('main a[href^=\"#\"]')].map((each) => each.hash.slice(1))")
    return faults + [f"{name}: nothing is at #{aim}" for aim in aims if not page.locator(f"[id='{aim}']").count()]
