"""Further worlds that share no assumption with the analysis, each with a row or two of its own. It owns these rows."""

from tests.audit.parts.claims import CHAIN, STEPS
from tests.audit.programs import three_modules
from tests.audit.rows import Row, ask
from tests.audit.rules import always, covers, mostly, never, no_rejections, no_support, power, says, verdict

_ONE = (ask("content"),)

OTHERS: dict[str, tuple[Row, ...]] = {
    "providers": (
        Row("caching provider", "caching", "redraws that repeat are one unit", no_rejections("content"), _ONE),
        Row(
            "drifting provider",
            "drifting",
            "arms that share their time differ by nothing",
            (
                *no_rejections("content"),
                covers("content", "real - placebo", 0),
                covers("content", "real - none", 0),
            ),
            _ONE,
        ),
    ),
    "copying": (
        Row(
            "copying critic, content",
            "copying",
            "what is copied does nothing for new items",
            no_rejections("content"),
            _ONE,
        ),
        Row(
            "copying critic, specificity",
            "copying",
            "help by quotation is said to be that",
            (mostly("says that examples are quoted", says("specificity", "quot|cop(y|ie)")),),
            (ask("specificity", replicates=2),),
            20,
            {**STEPS, "steps": 8},
            {"train": 24},
        ),
    ),
    "judges": (
        Row(
            "judge that says yes, uptake",
            "ignored",
            "no uptake is found where there is none",
            no_support("uptake"),
            (ask("uptake", replicates=2),),
            60,
            {**STEPS, "steps": 8},
            {"train": 24},
        ),
        Row(
            "judge that says yes, sign",
            "echo",
            "no opposite is believed that is none",
            (never("sign decided", verdict("sign", "supported", "refuted")),),
            (ask("sign"),),
            20,
        ),
    ),
    "language": (
        Row(
            "Chinese, nothing",
            "chinese_nothing",
            "as in English",
            (*no_rejections("content"), covers("content", "real - placebo", 0)),
            _ONE,
        ),
        Row(
            "Chinese, effect",
            "chinese",
            "as in English",
            (
                power("content", 0.2),
                covers("content", "real - placebo", 0.2),
            ),
            _ONE,
        ),
    ),
    "modules": (
        Row(
            "three modules, content",
            "unchained",
            "as with one module",
            (mostly("content supported", verdict("content", "supported")),),
            _ONE,
            60,
            CHAIN,
            prepare=three_modules,
        ),
        Row(
            "three modules, nothing",
            "inert_chain",
            "as with one module",
            no_rejections("content"),
            _ONE,
            60,
            CHAIN,
            prepare=three_modules,
        ),
    ),
    "format": (
        Row(
            "format only",
            "format",
            "both are true: feedback matters, and all of it is format",
            (
                mostly("shortcuts supported", verdict("shortcuts", "supported")),
                always("content not refuted", verdict("content", "supported", "inconclusive")),
            ),
            (ask("content", "shortcuts"),),
            30,
            sizes={"validation": 24, "test": 60},
        ),
    ),
}
"""Parts by name."""
