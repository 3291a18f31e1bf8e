"""What an audit found wrong of verdicts and their sentences, each with what would be right: rows 1 to 8 of fifteen.

It owns these rows and how each is judged.
"""

from tests.audit import programs
from tests.audit.parts.checks import zero_noise
from tests.audit.rows import Row, ask
from tests.audit.rules import (
    against_its_interval,
    always,
    at_most,
    covers,
    differs,
    mostly,
    never,
    no_rejections,
    says,
    verdict,
)

_ONE = (ask("content"),)

VERDICTS: dict[str, tuple[Row, ...]] = {
    "known-1": (
        Row(
            "1 temperature 0",
            "still",
            "one edit is one unit: nothing is decided",
            (
                *no_rejections("content"),
                at_most("real - none p ≤ .05", differs("content", "real - none")),
                never("content refuted", verdict("content", "refuted")),
                never("noise floor of 0 called small", zero_noise),
            ),
            (ask("content", "noise_floor"),),
            30,
            prepare=programs.cold,
        ),
        Row(
            "1 same answers unasked",
            "still",
            "redraws that repeat are one unit: nothing is decided",
            (
                *no_rejections("content"),
                at_most("real - none p ≤ .05", differs("content", "real - none")),
                never("content refuted", verdict("content", "refuted")),
                never("noise floor of 0 called small", zero_noise),
            ),
            (ask("content", "noise_floor"),),
            30,
        ),
        Row(
            "1 more redraws",
            "still",
            "more redraws of one edit tell no more",
            no_rejections("content"),
            (ask("content", replicates=24),),
            30,
        ),
    ),
    "known-2": (
        Row(
            "2 harmful placebo",
            "harmful_placebo",
            "content is not supported; the reading says that the placebo harmed",
            (
                at_most("content supported", verdict("content", "supported")),
                mostly("says the placebo harmed", says("content", "placebo.{0,20}harm")),
            ),
            _ONE,
            30,
        ),
    ),
    "known-3": (
        Row(
            "3 mixed items",
            "mixed",
            "test and interval agree",
            (
                *no_rejections("content"),
                never("supported against its interval", against_its_interval("content")),
                covers("content", "real - placebo", 0),
            ),
            _ONE,
            60,
            sizes={"probe": 8},
        ),
    ),
    "known-4": (
        Row(
            "4 harmful feedback",
            "mixed_harm",
            "the reading says that the feedback harmed",
            (
                never("says edits without do as well", says("content", "do as well")),
                mostly("says the feedback harmed", says("content", "feedback.{0,20}harm"), 0.5),
            ),
            (ask("content", replicates=16),),
            30,
            sizes={"probe": 20},
        ),
    ),
    "known-5": (
        Row(
            "5 sign, nothing",
            "nothing",
            "opposite significance is adjusted",
            (at_most("sign supported or refuted", verdict("sign", "supported", "refuted")),),
            (ask("sign"),),
            100,
        ),
    ),
    "known-6": (
        Row(
            "6 ceiling",
            "ceiling",
            "label-blindness at the ceiling is a finding",
            (
                never("not testable", verdict("labels", "not_testable")),
                mostly("labels refuted", verdict("labels", "refuted")),
            ),
            (ask("labels"),),
            30,
        ),
    ),
    "known-7": (
        Row(
            "7 reacting task",
            "strong",
            "no flag where another arm differs",
            (
                never("says the task barely reacts", says("noise_floor", "barely react")),
                mostly("content supported", verdict("content", "supported")),
            ),
            (ask("content", "noise_floor"),),
            30,
        ),
    ),
    "known-8": (
        Row(
            "8 luck of one text, by default",
            "lucky",
            "critics are asked anew, so one text's luck is no verdict, and the sentence says so",
            (*no_rejections("content"), always("speaks of other critiques", says("content", r"\bother critiques\b"))),
            _ONE,
            60,
        ),
        Row(
            "8 luck of one text, asked for",
            "lucky",
            "the sentence says that it is about this critique",
            (
                always(
                    "names the one critique",
                    says("content", r"\b(this|one|recorded|fixed) (one )?(critique|feedback|text)"),
                ),
            ),
            (ask("content", estimand="fixed_feedback"),),
            20,
        ),
    ),
}
"""Parts by name."""
