"""A scorer of another package: the documentation shows it."""


def brevity(output: str, expected: object, fields: dict[str, str]) -> float | tuple[float, str]:
    """1 for an answer with no more words than the expected one, less for every further word."""
    over = len(output.split()) - len(str(expected).split())
    if over <= 0:
        return 1.0
    return max(0.0, 1 - over / 10), f"{over} words too many for {fields['text']!r}"
