"""Which sentence mattered, through a running service: none, or one of three. It owns these rows."""

import re

from tests.audit.records import finding
from tests.audit.rows import Row, ask
from tests.audit.rules import against_its_interval, always, covers, never, no_rejections, power
from tests.audit.service import Json

_CLAIM = "real - without one sentence"
_ASKS = (ask("sentences", replicates=24),)


def _names_the_right_one(record: Json) -> bool:
    """Whether the sentence that is named, where one is, holds the rule that makes sense."""
    found = finding(record, "sentences")
    if found.get("verdict") != "supported":
        return True
    said = " ".join(check["detail"] for check in found["checks"])
    sentences = dict(re.findall(r"\((\d)\) ([^(]*)", said))
    named = re.search(r"sentences? (\d)", found["reading"])
    return named is not None and re.search(r"\w+aq\b", sentences[named[1]]) is not None


SENTENCES: dict[str, tuple[Row, ...]] = {
    "sentences-null": (
        Row(
            "sentences null",
            "rambling",
            "no sentence is found to matter where none does",
            (*no_rejections("sentences"), covers("sentences", _CLAIM, 0)),
            _ASKS,
        ),
    ),
    "sentences-true": (
        Row(
            "sentences true",
            "pointed",
            "the one sentence that matters is found as often as planned, and it is that one",
            (
                power("sentences", 0.3),
                never("supported against its interval", against_its_interval("sentences")),
                always("the sentence named is the one that matters", _names_the_right_one),
                covers("sentences", _CLAIM, 0.3),
            ),
            _ASKS,
        ),
    ),
}
"""Parts by name, each of one row."""
