"""What is written into forms, how they refuse it, and what they ask for."""

from playwright.sync_api import Page

from tests.api.server import Json
from tests.look.furnished import Furnished

_ROWS = "text,label\n" + "\n".join(
    f"A {'good' if n % 2 else 'bad'} thing {n},{'positive' if n % 2 else 'negative'}" for n in range(40)
)


def described(page: Page, prompt: str) -> None:
    """Fill in what every run needs."""
    page.fill("#prompt", prompt)
    page.fill("#pasted", _ROWS)
    page.fill("#expected", "label")
    page.fill("#inputs", "text")
    page.select_option("#scoring", "exact")
    page.select_option("#method", "none")
    page.select_option("#task-provider", "world")
    page.fill("#task-model", "pure")


def refused(page: Page, field: str, button: str = "Estimate") -> None:
    """Ask, and wait until a fault stands at a field that has it."""
    page.get_by_role("button", name=button).click()
    page.locator(f"#{field}[aria-invalid=true]").wait_for()
    page.locator(f"#fault-{field}").locator("visible=true").wait_for()


def asked_for(page: Page, look: Furnished, kind: str, button: str = "Start") -> Json:
    """The request of the job that is started, once its page has come."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(f"**/ui/{kind}/*_*")
    return look.server.get(f"/{kind}/{page.url.rpartition('/')[2]}/request")


def cancelled(page: Page) -> None:
    """Cancel the job whose page this is; the page says so by itself."""
    page.get_by_role("button", name="Cancel").click()
    page.locator(".heading .badge", has_text="Cancelled").wait_for()
