"""How long a provider asks to be left alone, in every way of writing it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from gradcheck.outbound.waits import seconds, wish_s


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, None),
        ("7", 7.0),
        ("0.25", 0.25),
        (" 7 ", 7.0),
        ("-3", 0.0),
        ("999999", 999999.0),
        ("6ms", 0.006),
        ("2m59s", 179.0),
        ("1h0m0.5s", 3600.5),
        ("36s", 36.0),
        ("1d", 86400.0),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("2m soon", None),
        ("Mon, 01 Jan 2024 00:00:00", None),
        ("Mon, 01 Jan 2024 00:00:00 GMT", 0.0),
        ("2024-01-01T00:00:00Z", 0.0),
    ],
)
def test_a_wait_is_a_number_a_span_or_a_date_and_nonsense_is_none(text: str | None, found: float | None) -> None:
    assert seconds(text) == (None if found is None else pytest.approx(found))


def test_a_wait_may_be_a_point_in_time() -> None:
    when = datetime.now(UTC) + timedelta(seconds=60)
    for text in (
        format_datetime(when, usegmt=True),
        when.isoformat(),
        f"{when.timestamp():.0f}",
        f"{1000 * when.timestamp():.0f}",
    ):
        assert seconds(text) == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    ("headers", "error", "words", "found"),
    [
        ({}, {}, "", None),
        ({"retry-after": "3"}, {}, "", 3.0),
        ({"retry-after": "3", "retry-after-ms": "2500"}, {}, "", 2.5),
        ({"x-ratelimit-reset-requests": "2m59s"}, {}, "", 179.0),
        ({"x-ratelimit-reset-requests": "2m59s", "x-ratelimit-reset-tokens": "6ms"}, {}, "", 0.006),
        (
            {
                "x-ratelimit-reset-requests": "2m59s",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-tokens": "6ms",
                "x-ratelimit-remaining-tokens": "500",
            },
            {},
            "",
            179.0,
        ),
        ({"anthropic-ratelimit-requests-reset": "2024-01-01T00:00:00Z"}, {}, "", 0.0),
        ({"x-ratelimit-reset": "nonsense"}, {}, "", None),
        ({}, {"details": [{"@type": "x.Help"}, {"@type": "x.RetryInfo", "retryDelay": "36.5s"}]}, "", 36.5),
        ({}, {"details": "none"}, "", None),
        ({}, {}, "Rate limit reached. Please try again in 1m7.66s. Visit us", 67.66),
        ({}, {}, "Please retry in 36.5s.", 36.5),
        ({}, {}, "Please retry after 20 seconds.", 20.0),
        ({"retry-after": "1"}, {"details": [{"retryDelay": "36s"}]}, "try again in 9s", 1.0),
    ],
)
def test_the_plainest_wish_of_a_refusal_counts(
    headers: dict[str, str], error: dict[str, Any], words: str, found: float | None
) -> None:
    assert wish_s(headers, error, words) == (None if found is None else pytest.approx(found))
