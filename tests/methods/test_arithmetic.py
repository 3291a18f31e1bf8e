"""Formulas of costs compute, and can do nothing else, whoever wrote them."""

import pytest

from gradcheck.errors import ConfigurationError
from gradcheck.methods.arithmetic import compute
from gradcheck.methods.formulas import Costs

NAMES = {"beam": 4, "rate": 0.5, "kind": "ucb", "names": ("a", "b", "c"), "nothing": None, "n": 0, "yes": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + beam * 3 - 7 // 2", 11),
        ("-beam % 3", 2),
        ("ceil(beam / 3) + min(beam, 2, 9) + max(1, 2)", 6),
        ("len(names) * (kind == 'ucb')", 3),
        ("n or beam", 4),
        ("beam and n", 0),
        ("nothing or 7", 7),
        ("1 if not yes else 5 if beam >= 4 else 6", 5),
        ("{'ucb': 6, 'fixed': beam}[kind]", 6),
        ("min(inf, sqrt(16) + log2(8))", 7),
        ("yes + yes", 2),
    ],
)
def test_a_formula_is_arithmetic_over_names(text: str, expected: float) -> None:
    assert compute(text, NAMES) == expected


HOSTILE = (
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "beam.real",
    "kind.format(beam)",
    "f'{beam}'",
    "(lambda: 1)()",
    "[one for one in names]",
    "sum(one for one in names)",
    "9 ** 9 ** 9",
    "1 << 10 ** 9",
    "open('/etc/passwd')",
    "eval('1')",
    "min(*names)",
    "max(1, 2, key=print)",
    "len('a' * 10)",
    "names[0]",
    "(beam := 3)",
    "1 < beam < 3",
    "await beam",
    "{**names}[1]",
    "{'a'}[1]",
    "print",
    "b'x'",
    "1j",
    "",
    "1 +",
    "\0",
    "(" * 300 + "1" + ")" * 300,
    "-" * 900 + "1",
    "1" + " + 1" * 400,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_arithmetic_is_refused_before_it_is_computed(text: str) -> None:
    if text == "print":
        with pytest.raises(ConfigurationError, match="which there is not"):
            compute(text, NAMES)
        return
    with pytest.raises(ConfigurationError):
        Costs(first=text, step="0", steps="0", rounds="0")
    with pytest.raises(ConfigurationError):
        Costs(first="0", step="0", steps="0", rounds="0", terms={"mine": text})


@pytest.mark.parametrize("text", ["kind * 1000000000", "names * 1000000000", "kind + kind", "'%9999999999d' % beam"])
def test_texts_and_lists_are_no_numbers(text: str) -> None:
    with pytest.raises(ConfigurationError, match="for a number"):
        compute(text, NAMES)
