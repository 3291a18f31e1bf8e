"""How far a run is: the share done and what it will have taken, from what its steps have taken so far.

The method's formulas only say how its steps compare with one another; how large they are is learned from those that
are done. Where the budget will end the run before its steps do, its use counts. It owns no decision: nothing of a run
depends on it.
"""

import math
from collections.abc import Callable, Sequence

from service.domain.base import Value
from service.domain.call import Spend
from service.llm.budget import Caps

_OF_THE_MOST = 0.8  # what a step takes of the most it can, until one has shown: some proposals are lost in any run
_A_TURN = 0.5  # steps of a later turn before any is over: it may find nothing left to do
_MANY = 10_000
_ALMOST = 0.95  # a step whose calls are all expected ones is not over before it says so


class Expected(Value, frozen=True, kw_only=True):
    """What the formulas expect: calls of the seed's score, of the first and of a later step, of the test.

    `rounds` are a step's dependent rounds, `steps` the most there are, infinite where only the budget ends them. Each
    is a weight: a step of twice the calls is expected to take twice as many, whatever the formula overstates.
    """

    seed: int
    first: int
    step: int
    test: int
    rounds: int
    steps: float

    def calls(self, number: int) -> int:
        """The calls of a step; 0 is the seed's score."""
        return max((self.seed, self.first)[number] if number < 2 else self.step, 1)

    def rounds_of(self, number: int) -> int:
        """The dependent rounds of a step."""
        return 1 if number == 0 else max(self.rounds, 1)


class Pace:
    """Follows a run's steps. `calls` counts what was delivered so far, known answers included, as formulas do."""

    def __init__(self, expected: Expected, caps: Caps, calls: Callable[[], int]) -> None:
        self._expected = expected
        self._caps = caps
        self._calls = calls
        self._took: list[int] = []
        self._began = 0
        self._asked = 0
        self._turns: list[int] = []
        self._turns_in_all = 0
        self._testing: int | None = None

    def begin(self) -> None:
        """A step begins, the seed's score first."""
        self._began, self._asked = self._calls(), 0

    def ask(self, calls: int) -> None:
        """The step under way has set out to make so many more calls."""
        self._asked += calls

    def turn(self, done: int, of: int) -> None:
        """So many turns of a method are done that says how many there are; a turn may be any number of steps."""
        self._turns = [*self._turns[:done], len(self._took) - 1]
        self._turns_in_all = of

    def end(self) -> None:
        """The step is over."""
        self._took.append(self._calls() - self._began)
        self._began, self._asked = self._calls(), 0

    def test(self, calls: int) -> None:
        """The test begins, of so many calls."""
        self._began, self._testing = self._calls(), calls

    def share(self, used: Spend, held: Spend, seconds: float) -> tuple[float, int]:
        """The share done, half by calls and half by dependent rounds, and the calls that are expected in all.

        `used` is what the run has paid, `held` what it keeps back for its test. By calls alone a run of few slots would
        be judged, by rounds alone one of many.
        """
        done, now = len(self._took), self._calls()
        test = self._expected.test if self._testing is None else self._testing
        if self._testing is not None:
            part = min((now - self._began) / max(test, 1), 1.0)
            over = sum(map(self._expected.rounds_of, range(done)))
            calls = self._began + test
            return _mean(now / max(calls, 1), (over + part) / (over + 1)), calls
        size = self._size() * self._expected.calls(done) if done <= self._expected.steps else 0.0
        size = max(size, self._asked)
        part = min((now - self._began) / max(size, 1), _ALMOST)
        later = range(done + 1, done + 1 + self._left())
        rest = max(size - (now - self._began), size * (1 - _ALMOST)) + self._size() * self._weight(later)
        rounds = sum(map(self._expected.rounds_of, range(done))) + part * self._expected.rounds_of(done)
        waits = (1 - part) * self._expected.rounds_of(done) + len(later) * self._expected.rounds_of(1)
        cut = self._cut(used, held, seconds, now, rest)
        rest, waits = rest * cut, waits * cut
        tested = 1 if test else 0
        calls = math.ceil(now + rest + test)
        return _mean(now / max(calls, 1), rounds / max(rounds + waits + tested, 1e-9)), max(calls, now)

    def _size(self) -> float:
        """What a step takes, as a share of the most that its formula says; one that asked nothing says nothing."""
        steps = [number for number, took in enumerate(self._took) if number > 0 and took > 0]
        if not steps:
            return _OF_THE_MOST
        return min(sum(self._took[number] for number in steps) / self._weight(steps), 1.0)

    def _left(self) -> int:
        """Steps after the one under way; a great many where only the budget ends them."""
        steps = min(self._expected.steps, self._by_turns(), _MANY)
        return max(int(steps) - len(self._took), 0)

    def _by_turns(self) -> float:
        """The steps in all of a method that has told its turns.

        They are those of the first turn, which makes what later ones go on with, and for each later one their mean.
        """
        if not self._turns:
            return math.inf
        first, *later = self._turns[1:] or [len(self._took)]
        mean = ((later[-1] - first if later else 0) + _A_TURN) / (len(later) + 1)
        return first + (self._turns_in_all - 1) * mean

    def _weight(self, steps: Sequence[int]) -> int:
        return sum(map(self._expected.calls, steps))

    def _cut(self, used: Spend, held: Spend, seconds: float, now: int, rest: float) -> float:
        """The part of what is left that the budget has room for."""
        caps = self._caps
        spent = [
            (caps.calls, used.calls, held.calls),
            (caps.tokens, used.tokens, held.tokens),
            (caps.cost_micro_usd, used.cost_micro_usd, held.cost_micro_usd),
            (caps.seconds, seconds, 0.0),
        ]
        part = max((have / max(cap - kept, 1e-9) for cap, have, kept in spent if cap is not None), default=0.0)
        if part <= 0:
            return 1.0
        return min(now * max(1 - part, 0.0) / part / max(rest, 1e-9), 1.0)


def _mean(calls: float, rounds: float) -> float:
    return min((calls + rounds) / 2, 1.0)
