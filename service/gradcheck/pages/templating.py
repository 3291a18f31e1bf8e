"""Page models into HTML: one environment, in which every text is escaped and a name that is missing is an error."""

import re
from functools import cache
from typing import Literal

import jinja2
from markupsafe import Markup, escape

from gradcheck.domain.base import Value
from gradcheck.pages import assets, words

_CODE = re.compile("`([^`]+)`")
_FILTERS = (
    *(words.count, words.difference, words.figure, words.lasting, words.minute, words.money, words.p_value),
    *(words.percent, words.score, words.sentence, words.short, words.title_of, words.tone, words.verdict, words.when),
    *(words.with_interval, words.words),
)


def coded(text: str) -> Markup:
    """A text of the service, of which what stands in backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - all of the text is escaped


class Surroundings(Value, frozen=True, kw_only=True):
    """What a page has around its content: whether who looks is signed in and may act, and how it is shown.

    A `report` is one file that loads nothing and leads nowhere.
    """

    shown_as: Literal["page", "report"] = "page"
    signed_in: bool = False
    may_run: bool = False

    @property
    def is_report(self) -> bool:
        """Whether it is a file of its own."""
        return self.shown_as == "report"


@cache
def environment() -> jinja2.Environment:
    """The environment of all templates."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gradcheck.pages", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {each.__name__: each for each in (*_FILTERS, coded)}
    made.globals |= {
        "address": lambda name: assets.static_files()[name].address,
        "styles": [assets.static_files()[name].address for name in assets.STYLES],
        "scripts": [assets.static_files()[name.rpartition("/")[2]].address for name in assets.SCRIPTS],
    }
    return made


class Report(Value, frozen=True, kw_only=True):
    """A page as one file, and the policy that it states itself: it loads nothing."""

    text: str
    policy: str


def report(template: str, **model: object) -> Report:
    """The file of a template: its style and its scripts are in it, and named by their digests in its policy."""
    style, scripts = _inlined()
    styles = f"{assets.source_of(style)} {assets.source_of(assets.PLOT_STYLE)}"
    policy = (
        f"default-src 'none'; script-src {' '.join(map(assets.source_of, scripts))}; style-src {styles}; "
        "base-uri 'none'; form-action 'none'"
    )
    inlined = {
        "policy": policy,
        "inline_style": Markup(style),  # noqa: S704 - files of ours
        "inline_scripts": [Markup(script) for script in scripts],  # noqa: S704 - files of ours
    }
    around = Surroundings(shown_as="report")
    return Report(text=environment().get_template(template).render(around=around, **inlined, **model), policy=policy)


@cache
def _inlined() -> tuple[str, list[str]]:
    """The style and the scripts of a report."""
    style = "\n".join(map(assets.text_of, assets.STYLES))
    return style, [assets.text_of(name).replace("</script", "<\\/script") for name in assets.DRAWING]
