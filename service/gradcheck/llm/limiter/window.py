"""How many calls of a model may be in flight: additive increase, multiplicative decrease."""


class Window:
    """AIMD (Chiu & Jain 1989) between one and `most` calls in flight, starting at `most`.

    It grows by one for every window-full of answers, counted from when the window was full: a window nobody fills says
    nothing about a larger one. A throttled call cuts it to 0.7 of the number in flight, because that is the load the
    provider refused (RFC 5681, section 3.1, says the same of TCP), but never to less than half: a call that is refused
    alone was refused for a rate by the minute and not for its company. One cut answers one episode: a call that
    started before the last cut was refused at the old load.

    Latency never changes it, because latency follows the length of answers.
    """

    __slots__ = ("_answered", "_before_cut", "_filled", "_most", "in_flight", "limit", "started")

    def __init__(self, most: int) -> None:
        self._most = most
        self._before_cut = 0
        self._filled = False
        self._answered = 0
        self.limit = most
        self.in_flight = 0
        self.started = 0

    @property
    def has_room(self) -> bool:
        """Whether one more may start."""
        return self.in_flight < self.limit

    def start(self) -> int:
        """A call starts; its number, by which it is known to be older or newer than a cut."""
        self.started += 1
        self.in_flight += 1
        if self.in_flight >= self.limit:
            self._filled = True
        return self.started

    def end(self) -> None:
        """A call is not in flight any more."""
        self.in_flight -= 1

    def answered(self) -> None:
        """A call was answered."""
        if self._filled and self.limit < self._most:
            self._answered += 1
            if self._answered >= self.limit:
                self._resize(self.limit + 1)

    def throttled(self, number: int) -> None:
        """A call was refused for its rate. It still counts as in flight."""
        if number > self._before_cut:
            self._before_cut = self.started
            self._resize(max(self.in_flight * 7 // 10, self.limit // 2, 1))

    def _resize(self, limit: int) -> None:
        self.limit = limit
        self._filled = False
        self._answered = 0
