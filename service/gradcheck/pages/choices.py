"""What forms have to choose from."""

from gradcheck.domain.base import Value


class RunChoices(Value, frozen=True, kw_only=True):
    """What a new run may name, and what may pass from critics to editors in an arm of a study.

    `dataset` is the one that is chosen already, empty for none.
    """

    methods: tuple[str, ...]
    scorers: tuple[str, ...]
    providers: tuple[str, ...]
    datasets: tuple[str, ...]
    feedback: tuple[str, ...]
    dataset: str = ""


class TestChoice(Value, frozen=True, kw_only=True):
    """A test that a diagnostic may make, and what it asks."""

    name: str
    asks: str
