"""What single rows look for in a record beyond verdicts and p-values. It owns no row."""

import re
from collections.abc import Callable

from tests.audit.records import effect, finding
from tests.audit.rules import words
from tests.audit.service import Json


def zero_noise(record: Json) -> bool:
    """A noise floor of nothing that is called small."""
    found = finding(record, "noise_floor")
    return (
        found.get("verdict") == "supported" and effect(record, "noise_floor", "real - real_again").get("estimate") == 0
    )


def hidden(record: Json) -> bool:
    """An open verdict although the raw test of equivalence is significant, without a word of that."""
    for found in record["diagnostics"][-1]["findings"].values():
        raw = [one["equivalence"]["p_value"] for one in found["claims"] if one["equivalence"]]
        if found["verdict"] == "inconclusive" and raw and max(raw) <= 0.05 and "equivalen" not in words(found).lower():
            return True
    return False


def noise_ratio(record: Json) -> float | None:
    """The noise of pairs that a job had, as a multiple of the planned one."""
    sd = effect(record, "content", "real - placebo").get("pair_sd")
    return sd / record["plans"][-1]["noise"]["pair_sd"] if sd and record["plans"] else None


def uncounted(record: Json) -> bool:
    """The tenth content test of one run that does not say so, or not that its p-value allows for the nine before."""
    found = words(finding(record, "content")).lower()
    return re.search(r"\b(tenth|10th|10)\b", found) is None or "multiplied" not in found


def unpooled(record: Json) -> bool:
    """The tenth content test whose estimate rests on the pairs of its own job alone."""
    pairs = [effect({**record, "diagnostics": [one]}, "content", "real - none") for one in record["diagnostics"]]
    return bool(pairs) and pairs[-1].get("n_pairs", 0) <= pairs[0].get("n_pairs", 0)


def in_any(happened: Callable[[Json], bool]) -> Callable[[Json], bool]:
    return lambda record: any(happened({**record, "diagnostics": [one]}) for one in record["diagnostics"])


def memory(record: Json) -> bool:
    """A gain on test by memory that is called an improvement without a warning beside it."""
    test = record["run"].get("test") or {}
    return test.get("verdict") == "improved" and not test.get("warnings")


def unsaid(kind: str) -> Callable[[Json], bool]:
    """Accepted, and the run's answer does not count any examples of this kind."""

    def silent(record: Json) -> bool:
        data = record["run"].get("data") or {}
        return not record["refused"] and not data.get(kind, {}).get("count")

    return silent
