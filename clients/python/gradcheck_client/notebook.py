"""What notebooks show: reports, and what is drawn anew in its place."""

import sys
from html import escape
from pathlib import Path
from typing import Any

from msgspec import Struct

from gradcheck_client.errors import GradcheckError

_STYLE = "width: 100%; height: 640px; border: 0; resize: vertical"


class Report(Struct, frozen=True):
    """A job's report: a page that loads nothing. A notebook shows it."""

    html: str

    def save(self, path: str | Path) -> None:
        """Write the page into a file."""
        Path(path).write_text(self.html, "utf-8")

    def __repr__(self) -> str:
        return f"<Report: {len(self.html):,} characters of HTML>"

    def _repr_html_(self) -> str:
        # What a model or an example said may do nothing to the notebook: the frame has an origin of its own.
        return f'<iframe sandbox="allow-scripts" style="{_STYLE}" srcdoc="{escape(self.html)}"></iframe>'


class AsyncShown:
    """A job whose report is awaited: a notebook shows what `await job.report()` gives."""


class Shown:
    """A job that a notebook shows as its report."""

    def report(self) -> Report:
        """The report as the service makes it."""
        raise NotImplementedError

    def _repr_html_(self) -> str | None:
        try:
            return self.report()._repr_html_()
        except GradcheckError:
            return None  # the notebook then shows what `repr` says, which asks nobody


class Html(Struct, frozen=True):
    """A piece of a page."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


class Place:
    """A place in a notebook's output that holds the piece it was last given."""

    def __init__(self, display: Any) -> None:  # noqa: ANN401 - IPython's, which has no types here
        self._display = display
        self._handle: Any = None

    def show(self, text: str) -> None:
        """Put a piece of a page there."""
        if self._handle is None:
            self._handle = self._display(Html(text), display_id=True)
        else:
            self._handle.update(Html(text))


def place() -> Place | None:
    """A place in the output of the notebook that this runs in; None elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return Place(sys.modules["IPython.display"].display) if hasattr(shell, "kernel") else None
