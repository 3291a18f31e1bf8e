"""The files that pages are made of: our styles and scripts, vendored libraries, and what a page may load of them."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from gradcheck.domain.base import Value

STYLES = ("pages.css",)
DRAWING = ("vendor/d3.min.js", "vendor/plot.min.js", "charts.js")
SCRIPTS = (*DRAWING, "live.js", "requests.js", "answers.js", "actions.js", "parameters.js")
_REFERENCE = ("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js")
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_ICON = "icon.svg"

# Observable Plot puts this rule into every chart; a browser lets in what has its digest.
PLOT_CLASS = "gc-plot"
PLOT_STYLE = f""":where(.{PLOT_CLASS}) {{
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}}
:where(.{PLOT_CLASS} text),
:where(.{PLOT_CLASS} tspan) {{
  white-space: pre;
}}"""


class StaticFile(Value, frozen=True, kw_only=True):
    """A file as it is served; its address changes with its content."""

    content: bytes
    media_type: str
    address: str


def source_of(content: str | bytes) -> str:
    """What a policy says of a script or a style that stands in the page itself."""
    data = content.encode() if isinstance(content, str) else content
    return f"'sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}'"


@cache
def static_files() -> dict[str, StaticFile]:
    """All files that are served, by name."""
    ours, theirs = files("gradcheck.pages") / "static", _beside("swagger_ui") / "static"
    found = {name: (ours / name).read_bytes() for name in (*STYLES, *SCRIPTS, _ICON)}
    found |= {name: (theirs / name).read_bytes() for name in _REFERENCE}
    return {name.rpartition("/")[2]: _served(name.rpartition("/")[2], content) for name, content in found.items()}


def _beside(package: str) -> Path:
    """Where a package's files are; its own code is not loaded."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0])


def _served(name: str, content: bytes) -> StaticFile:
    version = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(
        content=content, media_type=_TYPES[name.rpartition(".")[2]], address=f"/ui/static/{name}?v={version}"
    )


def text_of(name: str) -> str:
    """A file's text, for a page that holds it itself."""
    return static_files()[name.rpartition("/")[2]].content.decode()


# Pages load what the service itself has, and call it. Nothing is shown inside another page.
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {source_of(PLOT_STYLE)}; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
