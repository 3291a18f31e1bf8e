"""Pages on paper and on a phone."""

from playwright.sync_api import Browser

from tests.look.browser import context
from tests.look.checks import Faults
from tests.look.furnished import Furnished

_WIDER = "document.documentElement.scrollWidth > innerWidth + 1"
_OF_SCREENS = ".top, .actions, .filter, .contents, .skip, button"
# Which of the colours that words have are too light for paper.
_PALE = """["--good", "--bad", "--open", "--busy", "--soft", "--accent"].filter((name) => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(1);
  const whole = hex.length === 3 ? [...hex].map((each) => each + each).join("") : hex;
  return [0, 2, 4].reduce((sum, at) => sum + parseInt(whole.slice(at, at + 2), 16), 0) / 3 > 140;
})"""
_COLOURS = "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
# What is tapped and lower than 24 pixels; a link within a text is as high as its line.
_LOW = """[...document.querySelectorAll("button, .button, select, summary, nav a, input:not([type=hidden])")]
  .filter((each) => each.checkVisibility() && !["checkbox", "radio"].includes(each.type))
  .filter((each) => each.getBoundingClientRect().height < 24)
  .map((each) => each.outerHTML.slice(0, 100)).slice(0, 3)"""
# Texts smaller than 11 pixels; a number above the line may be.
_TINY = """[...document.querySelectorAll("main *")]
  .filter((each) => each.checkVisibility() && !each.matches(".why"))
  .filter((each) => [...each.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 11)
  .map((each) => each.outerHTML.slice(0, 100)).slice(0, 3)"""

# Names of a chart that cannot be told apart, since they are cut.
_CUT = """[...document.querySelectorAll("figure.chart")].flatMap((figure) => {
  const names = [...figure.querySelectorAll("svg text")].map((each) => each.textContent);
  const cut = names.filter((text) => text.endsWith("…"));
  return cut.filter((text, at) => cut.indexOf(text) !== at).map((text) => `${figure.id}: ${text}`);
})"""
# Names in a list that have less than half of its width.
_SQUEEZED = """[...document.querySelectorAll(".jobs tbody th")]
  .filter((each) => each.getBoundingClientRect().width < each.parentElement.getBoundingClientRect().width / 2)
  .map((each) => each.textContent.trim()).slice(0, 3)"""


def on_paper(browser: Browser, look: Furnished) -> Faults:
    """A page is printed black on white from either theme, within the paper, without what only a screen has."""
    faults = []
    window = context(browser, "dark")
    for name in ("run", "diagnostic", "study", "headroom", "guide-page"):
        page = window.new_page()
        page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
        page.goto(look.url + look.paths[name])
        page.emulate_media(media="print")
        page.wait_for_timeout(300)
        colours = page.evaluate(_COLOURS)
        if colours != ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]:
            faults.append(f"{name}: {colours} is not black on white")
        if page.evaluate(_WIDER):
            faults.append(f"{name}: wider than the paper")
        shown = page.locator(_OF_SCREENS).locator("visible=true").count()
        if shown:
            faults.append(f"{name}: {shown} things are printed that only a screen has")
        faults += [f"{name}: {colour} is too pale for paper" for colour in page.evaluate(_PALE)]
        if len(page.pdf(format="A4")) < 10_000:
            faults.append(f"{name}: nothing is printed")
        page.close()
    window.close()
    return faults


def in_hand(browser: Browser, look: Furnished) -> Faults:
    """On a phone no page is wider than the screen, no text tiny, and what is tapped is large enough to be hit."""
    faults = []
    window = context(browser, "phone")
    for name, path in look.paths.items():
        if name == "docs":  # Swagger UI's
            continue
        page = window.new_page()
        page.goto(look.url + path)
        page.wait_for_timeout(200)
        if page.evaluate(_WIDER):
            faults.append(f"{name}: wider than the screen")
        faults += [f"{name}: too low to be hit: {said}" for said in page.evaluate(_LOW)]
        faults += [f"{name}: too small to be read: {said}" for said in page.evaluate(_TINY)]
        faults += [f"{name}: cut to the same: {said}" for said in page.evaluate(_CUT)]
        faults += [f"{name}: squeezed: {said}" for said in page.evaluate(_SQUEEZED)]
        page.close()
    window.close()
    return faults
