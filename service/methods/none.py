"""No optimization: scores the given prompt, or compares it with alternatives."""

from typing import ClassVar, Literal

from service.domain.program import Candidate
from service.methods.base import Context, MethodParameters, RunView
from service.methods.policies import Race, all_at_once, brute_force


class Compare(MethodParameters, frozen=True, kw_only=True, tag="none"):
    """The given prompt and its alternatives on validation; the best of them goes to the test.

    An alternative gives the texts of the components in which it differs from the prompt.
    """

    summary: ClassVar[str] = "no optimization: scores a prompt or compares several"
    source: ClassVar[str] = ""
    interception: ClassVar[Literal["full", "none"]] = "none"
    sees_data: ClassVar[bool] = False

    alternatives: tuple[dict[str, str], ...] = ()

    async def optimize(self, run: RunView) -> None:
        """One step of scoring, if there is anything beside the prompt, which is scored before."""
        if not self.alternatives:
            return
        pool = [run.seed, *(self._candidate(run, place) for place in range(len(self.alternatives)))]
        async with run.step([run.seed]) as step:
            step.offer(pool[1:])
            race = Race(step, "selection", all_at_once(run.validation))
            async with step.overlap():
                await race.enter(pool)
            ranked = await race.rank(brute_force(pool, run.validation))
            chosen = ranked[0].candidate if ranked[0].score is not None else run.seed.id
            step.select("brute_force", ranked, [chosen], "the best mean validation score")

    def _candidate(self, run: RunView, place: int) -> Candidate:
        components = {**run.seed.components, **self.alternatives[place]}
        return Candidate(id=f"alternative.{place}", components=components, parents=(), operator="given")

    def first_step_calls(self, context: Context) -> int:
        """Every alternative on every validation item."""
        return len(self.alternatives) * context.validation * context.per_item

    def expected_calls(self, context: Context) -> int:
        """The one step, in which the prompt is scored too."""
        return (len(self.alternatives) + 1) * context.validation * context.per_item if self.alternatives else 0
