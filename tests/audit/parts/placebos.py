"""Placebos of several manners, and one in the task's words: what each is seen to do. It owns these rows."""

from tests.audit.rows import Row, ask
from tests.audit.rules import at_most, covers, differs, mostly, power, says, verdict

_APART = "placebo (alone differs|stands out)"
_WORDS = "real - task_words"

PLACEBOS: dict[str, tuple[Row, ...]] = {
    "placebos": (
        Row(
            "hostile placebo alone harms",
            "scolded",
            "content is not supported, and the manner is named",
            (
                at_most("content supported", verdict("content", "supported")),
                covers("content", "real - none", 0),
                mostly("says that the hostile one stands out", says("content", f"hostile {_APART}"), 0.6),
                at_most("says it of another manner", says("content", f"(neutral|kind) {_APART}")),
            ),
            (ask("content", replicates=24),),
            30,
        ),
        Row(
            "every placebo harms",
            "harmful_placebo",
            "no manner is said to stand out",
            (at_most("says that a manner stands out", says("content", _APART)),),
            (ask("content"),),
            60,
        ),
        Row(
            "task words do as well",
            "reminded",
            "content is supported, and the task's words are seen to do as well",
            (
                power("content", 0.2),
                covers("content", "real - placebo", 0.2),
                at_most(f"{_WORDS} p ≤ .05", differs("content", _WORDS)),
                covers("content", _WORDS, 0),
            ),
            (ask("content", ladder="whole"),),
            30,
        ),
        Row(
            "task words do nothing",
            "content",
            "the task's words are told from feedback",
            (covers("content", _WORDS, 0.2),),
            (ask("content", ladder="whole"),),
            30,
        ),
    ),
}
"""Parts by name."""
