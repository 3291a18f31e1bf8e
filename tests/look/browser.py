"""A browser that notes what its pages say in the console, what they ask for, and which dialogs they open."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

MISSING = "make look needs Debian's package chromium: apt-get install chromium"
_SIZES = {"light": (1180, 900), "dark": (1180, 900), "phone": (390, 844)}


class Noted:
    """What pages of one context did that they should not."""

    def __init__(self, own: str) -> None:
        self._own = own
        self.faults: list[str] = []
        self.expected: tuple[str, ...] = ()

    def watch(self, page: Page) -> Page:
        """Note what this page says and asks for."""
        page.on("console", lambda said: self._said(page.url, said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", lambda asked: self._asked(page.url, asked.url))
        return page

    def alerted(self, dialog: Dialog) -> None:
        """Note a dialog that nobody asked for."""
        self.faults.append(f"a dialog says {dialog.message}")
        dialog.dismiss()

    def _said(self, where: str, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(part in text for part in self.expected):
            self.faults.append(f"{where}: console {kind}: {text}")

    def _asked(self, where: str, address: str) -> None:
        if not address.startswith((self._own, "data:", "blob:")):
            self.faults.append(f"{where}: asks for {address}")


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium as the system has it. Raises SystemExit where it has none."""
    found = shutil.which("chromium")
    if found is None:
        raise SystemExit(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()


def context(of: Browser, theme: str = "light") -> BrowserContext:
    """A window of a theme: `light`, `dark`, or light on a `phone`."""
    width, height = _SIZES[theme]
    made = of.new_context(
        color_scheme="dark" if theme == "dark" else "light", viewport={"width": width, "height": height}
    )
    made.set_default_timeout(60_000)
    return made
