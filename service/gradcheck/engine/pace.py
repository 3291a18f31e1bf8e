"""How far a run is: the share done and what it will have taken, from what its steps have taken so far.

The method's formulas only say how its steps compare with one another; how large they are is learned from those that
are done. Where the budget will end the run before its steps do, its use counts. No decision depends on it.
"""

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.jobs.context import time_left
from gradcheck.llm.budget import Caps

_OF_THE_MOST = 0.8  # what a step takes of the most it can, until one has shown: some proposals are lost in any run
_A_TURN = 0.6  # steps of a later turn before any is over: it may find nothing left to do
_TURNS = 6  # so many turns are worth as much as that
_MANY = 10_000
_ALMOST = 0.95  # a step whose calls are all expected ones is not over before it says so


class Taken(Value, frozen=True, kw_only=True):
    """What has been done so far: calls delivered, known answers included; requests sent; seconds, pauses left out."""

    calls: int = 0
    sent: int = 0
    seconds: float = 0.0

    def __sub__(self, other: "Taken") -> "Taken":
        return Taken(calls=self.calls - other.calls, sent=self.sent - other.sent, seconds=self.seconds - other.seconds)


class Forecast(Value, frozen=True, kw_only=True):
    """How far a run is: the share done, the calls expected in all, the seconds left where something tells them."""

    share: float
    calls: int
    seconds_left: float | None


class Expected(Value, frozen=True, kw_only=True):
    """What the formulas expect: calls of the seed's score, of a step by its number from 1, of the test.

    `rounds` are a step's dependent rounds, `steps` the most there are, infinite where only the budget ends them. Each
    is a weight: a step of twice the calls is expected to take twice as many, whatever the formula overstates.
    """

    seed: int
    of_step: Callable[[int], int]
    test: int
    rounds: int
    steps: float

    def calls(self, number: int) -> int:
        """The calls of a step; 0 is the seed's score."""
        return max(self.of_step(number) if number else self.seed, 1)

    def rounds_of(self, number: int) -> int:
        """The dependent rounds of a step."""
        return 1 if number == 0 else max(self.rounds, 1)


class Pace(Struct, eq=False):
    """Follows a run's steps. `taken` tells what was done so far."""

    expected: Expected
    caps: Caps
    taken: Callable[[], Taken]
    _took: list[Taken] = []
    _began: Taken = Taken()
    _asked: int = 0
    _turns: list[int] = []
    _turns_in_all: int = 0
    _testing: int | None = None

    def most(self, step: int) -> int:
        """The most calls of a step, by the method's formulas."""
        return self.expected.calls(step)

    def begin(self) -> None:
        """A step begins, the seed's score first."""
        self._began, self._asked = self.taken(), 0

    def ask(self, calls: int) -> None:
        """The step under way has set out to make so many more calls."""
        self._asked += calls

    def turn(self, done: int, of: int) -> None:
        """So many turns of a method are done that says how many there are; a turn may be any number of steps."""
        self._turns = [*self._turns[:done], len(self._took) - 1]
        self._turns_in_all = of

    def end(self) -> None:
        """The step is over."""
        self._took.append(self.taken() - self._began)
        self.begin()

    def test(self, calls: int) -> None:
        """The test begins, of so many calls."""
        self._began, self._testing = self.taken(), calls

    def forecast(self, used: Spend, held: Spend, seconds: float) -> Forecast:
        """How far the run is. `used` is what it has paid, `held` what it keeps back for its test, `seconds` its age.

        The share is half by calls and half by dependent rounds: by calls alone a run of few slots would be judged, by
        rounds alone one of many. The time left is that of steps like those that were timed.
        """
        steps_done, now = len(self._took), self.taken()
        under_way = now - self._began
        if self._testing is not None:
            part = min(under_way.calls / max(self._testing, 1), 1.0)
            over = sum(map(self.expected.rounds_of, range(steps_done)))
            calls = self._began.calls + self._testing
            share = _mean(now.calls / max(calls, 1), (over + part) / (over + 1))
            return Forecast(share=share, calls=calls, seconds_left=time_left(under_way.seconds, part))
        size = self._size() * self.expected.calls(steps_done) if steps_done <= self.expected.steps else 0.0
        size = max(size, self._asked)
        part = min(under_way.calls / max(size, 1), _ALMOST)
        later = range(steps_done + 1, steps_done + 1 + self._left())
        rest = max(size - under_way.calls, size * (1 - _ALMOST)) + self._size() * self._weight(later)
        rounds = sum(map(self.expected.rounds_of, range(steps_done))) + part * self.expected.rounds_of(steps_done)
        waits = (1 - part) * self.expected.rounds_of(steps_done) + len(later) * self.expected.rounds_of(1)
        cut = self._cut(used, held, seconds, now.calls, rest)
        rest, waits = rest * cut, waits * cut
        test = self.expected.test
        calls = max(math.ceil(now.calls + rest + test), now.calls)
        share = _mean(now.calls / max(calls, 1), rounds / max(rounds + waits + (1 if test else 0), 1e-9))
        left = self._seconds_left(under_way, part, len(later), cut)
        return Forecast(share=share, calls=calls, seconds_left=time_left(seconds, share) if left is None else left)

    def _seconds_left(self, under_way: Taken, part: float, later: int, cut: float) -> float | None:
        """The seconds of the steps that are left and of the test; None before anything has been timed.

        Steps of an earlier process took no time in this one. The test is timed as the seed's score was. While no step
        has been timed, the one under way is told by its own calls, and none is told of later ones.
        """
        timed = {number: took for number, took in enumerate(self._took) if took.sent > 0}
        steps = [number for number in timed if number > 1] or [number for number in timed if number == 1]
        if 0 not in timed or not (steps or (part > 0 and not later)):
            return None
        now = len(self._took)
        a_call = sum(timed[number].seconds for number in steps) / max(self._weight(steps), 1)
        step = a_call * self.expected.calls(now) if steps else under_way.seconds / part
        this = max(step - under_way.seconds, step * (1 - part) / 2)
        rest = this + a_call * self._weight(range(now + 1, now + 1 + later))
        return rest * cut + timed[0].seconds * self.expected.test / max(timed[0].calls, 1)

    def _size(self) -> float:
        """What a step takes, as a share of the most that its formula says; one that asked nothing says nothing."""
        steps = [number for number, took in enumerate(self._took) if number > 0 and took.calls > 0]
        if not steps:
            return _OF_THE_MOST
        return min(sum(self._took[number].calls for number in steps) / self._weight(steps), 1.0)

    def _left(self) -> int:
        """Steps after the one under way; a great many where only the budget ends them."""
        steps = min(self.expected.steps, self._by_turns(), _MANY)
        return max(int(steps) - len(self._took), 0)

    def _by_turns(self) -> float:
        """The steps in all of a method that has told its turns.

        They are those of the first turn, which makes what later ones go on with, and for each later one their mean,
        drawn towards what is usual.
        """
        if not self._turns:
            return math.inf
        first, *later = self._turns[1:] or [len(self._took)]
        mean = ((later[-1] - first if later else 0) + _TURNS * _A_TURN) / (len(later) + _TURNS)
        return first + (self._turns_in_all - 1) * mean

    def _weight(self, steps: Sequence[int]) -> int:
        return sum(map(self.expected.calls, steps))

    def _cut(self, used: Spend, held: Spend, seconds: float, now: int, rest: float) -> float:
        """The part of what is left that the budget has room for."""
        caps = self.caps
        spent = [
            (caps.calls, used.calls, held.calls),
            (caps.tokens, used.tokens, held.tokens),
            (caps.cost_micro_usd, used.cost_micro_usd, held.cost_micro_usd),
            (caps.seconds, seconds, 0.0),
        ]
        part = max(
            (have / max(cap - held_back, 1e-9) for cap, have, held_back in spent if cap is not None), default=0.0
        )
        if part <= 0:
            return 1.0
        return min(now * max(1 - part, 0.0) / part / max(rest, 1e-9), 1.0)


def _mean(calls: float, rounds: float) -> float:
    return min((calls + rounds) / 2, 1.0)
