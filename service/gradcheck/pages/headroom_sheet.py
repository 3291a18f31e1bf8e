"""A measurement of headroom as its page shows it."""

from gradcheck.api.views import Headroom
from gradcheck.domain.base import Value
from gradcheck.domain.run import ENDED
from gradcheck.headroom.measured import HeadroomResult, ScoredPrompt
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Table
from gradcheck.pages.drawing.headroom_charts import gains_chart, name_of, prompts_chart
from gradcheck.pages.run_sheet import usage_table

Figure = tuple[str, str]


class HeadroomSheet(Value, frozen=True, kw_only=True):
    """All that the page of a measurement shows, its first sentence as the headline; what is not known yet is empty."""

    headroom: Headroom
    headline: str
    more: str = ""
    prompts: Chart | None = None
    gains: Chart | None = None
    figures: Table | None = None
    texts: tuple[tuple[str, ScoredPrompt], ...] = ()
    usage: Table | None = None
    last_event: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.headroom.status in ENDED


def headroom_sheet(headroom: Headroom, last_event: int = 0) -> HeadroomSheet:
    """The sheet of a measurement from its view."""
    result = headroom.result
    if result is None:
        headline = words.without_result(headroom.status, headroom.error)
        return HeadroomSheet(headroom=headroom, headline=headline, last_event=last_event)
    first, end, rest = result.said.partition(". ")
    return HeadroomSheet(
        headroom=headroom,
        headline=words.sentence(first + end.strip()),
        more=words.sentence(rest) if rest else "",
        prompts=prompts_chart(result),
        gains=gains_chart(result),
        figures=_figures(result),
        texts=tuple((name_of(prompt), prompt) for prompt in result.prompts),
        usage=usage_table(result.usage),
        last_event=last_event,
    )


def _figures(result: HeadroomResult) -> Table | None:
    """What the sentence rests on; None where nothing could be tested."""
    rows = [*_spread(result), *_controls(result)]
    if result.settled_by is not None:
        there = "" if result.settled_by.possible else ", more than there are"
        said = f"items that would settle it, in about {words.count(result.settled_by.calls)} calls{there}"
        rows.append((said, words.count(result.settled_by.items)))
    if not rows:
        return None
    return Table(columns=("figure", "value"), rows=tuple(rows), numeric=(1,))


def _spread(result: HeadroomResult) -> list[Figure]:
    spread = result.spread
    if spread is None:
        return []
    low, high = spread.ci90
    return [
        (
            "spread of prompts: standard deviation of their expected scores, with two limits of 95 % each",
            f"{words.figure(spread.sd)} [{words.figure(low)}, {words.figure(high)}]",
        ),
        ("spread that the items alone make, where no prompt differs", words.figure(spread.noise_sd)),
        ("chance of such a spread where no prompt differs", words.p_value(spread.p_value)),
        ("spread that would be found with 80 % power", words.figure(spread.detectable)),
        ("items on which prompts differ at all", f"{spread.telling} of {spread.items}"),
    ]


def _controls(result: HeadroomResult) -> list[Figure]:
    found: list[Figure] = []
    without = result.without_instruction
    if without is not None:
        said = words.difference(without.estimate, without.ci95)
        found.append((f"difference that leaving out the instruction makes, {without.n} items", said))
    if result.changed is not None:
        found.append(("items on which the given prompt, asked again, scores otherwise", words.percent(result.changed)))
    return found
