"""Signing in and out, in a browser, on a server of its own that asks for keys."""

from playwright.sync_api import Browser

from tests.look.browser import Noted, context
from tests.look.checks import Faults
from tests.look.furnished import KEY, served
from tests.support import world


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
