"""Portfolio: kinds of proposals compete for one budget, and the record says which of them brought the gain.

Our own. What the evidence suggests (Melcer et al. 2025, arXiv 2512.13598): no kind of proposal is best on all tasks,
and selection does much of the work. How a kind of proposal is made is in `sources.py`, what candidates and kinds are
worth in `policies/source_pool.py`.
"""

from typing import Annotated, ClassVar, get_args

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.source_pool import SourcePool
from gradcheck.methods.sources import Source, ways


class Portfolio(MethodParameters, frozen=True, kw_only=True, tag="portfolio"):
    """Feedback, placebo, blind, crossover, demo and induction proposals compete as arms of a bandit.

    Each round makes `width` proposals from the best candidate so far, some of which read its answers on a minibatch of
    `train`, and tries them beside it on a fresh one, which the next round reads. Then the `keep` candidates of the
    highest estimated worth are tried on more of `validation`, in blocks that grow; only who was tried there can be the
    best. Proposals go to sources by Thompson sampling over what theirs did on fresh minibatches. Who cannot beat the
    best by `delta` any more, by a test that is valid at any time, is out; a run ends after `quiet` rounds in a row that
    leave nobody. The result's `sources` say what each source's proposals did, with intervals that hold at any time, and
    what its links in the winner's descent gained.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="kinds of proposals compete for one budget; the result says which one brought the gain",
        paper="our own; Thompson 1933, Efron and Morris 1975, Waudby-Smith and Ramdas 2024 for its parts",
        defaults="ours: chosen in the simulated worlds",
        interception="full",
        points=("the critic's reason, before the edit",),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "batch": "min(minibatch, max(1, train // 2)) * per_item",
            "written": "width * 2",
        },
        first="(2 + width) * batch + written + keep * validation * per_item",
        step="first",
        steps="rounds or 1",
        rounds="5",
    )
    trusts_scores = True

    rounds: Annotated[Positive | None, Meta(description="Steps; null goes on until the budget is used.")] = 10
    width: Annotated[Positive, Meta(description="Proposals in a round.")] = 4
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, description="Kinds of proposals that compete.")] = (
        get_args(Source)
    )
    minibatch: Annotated[
        Positive, Meta(description="Train examples that a proposal is first tried on; at most half of all.")
    ] = 16
    demos: Annotated[Positive, Meta(description="The most demos of a proposal.")] = 4
    keep: Annotated[Positive, Meta(description="Candidates that are tried on more of validation in a round.")] = 2
    block: Annotated[Positive, Meta(description="Validation items in the first block; later ones grow.")] = 16
    delta: Annotated[
        float, Meta(gt=0, lt=1, description="The least gain that matters; who cannot reach it is out.")
    ] = 0.02
    alpha: Annotated[
        float,
        Meta(gt=0, lt=0.5, description="The chance of error, on each side, of the test by which candidates are out."),
    ] = 0.1
    quiet: Annotated[Positive, Meta(description="Rounds in a row that leave nobody, after which the run ends.")] = 2

    async def optimize(self, run: RunContext) -> None:
        """Rounds of proposals and tries, until several in a row leave nobody who could be better."""
        pool, best = SourcePool(run.seed, run.weights), run.seed
        items = [run.validation[place] for place in run.rng("items").permutation(len(run.validation))]
        validation = {item.id for item in items}
        size = min(self.minibatch, max(1, len(run.train) // 2))
        read = run.sample(run.train, size, "minibatch", 0)
        number = quiet = 0
        while quiet < self.quiet and number != self.rounds:
            number += 1
            unread = [example for example in run.train if example not in read] or run.train
            fresh = run.sample(unread, size, "minibatch", number)
            async with run.step([best], read) as step:
                if number == 1:
                    pool.add([best], items, await step.evaluate([best], items))
                answers = await step.evaluate([best], read)
                pool.add([best], read, answers)
                known = pool.best_first()
                others = [one for one in known if one is not best][: self.keep]
                unseen = [example for example in run.train if example not in fresh] or run.train
                found = ways(run, step, number, best, answers, others=others, unseen=unseen, most_demos=self.demos)

                async def propose(place: int) -> list[tuple[Candidate, list[Rollout]]]:
                    new = await step.distinct([await found[asked[place]](place)], known)
                    return [(candidate, await step.evaluate([candidate], fresh)) for candidate in new]

                usable = [source for source in self.sources if source in found]
                # Feedback is two calls long: no other proposal's turn waits for it.
                asked = sorted(pool.divide(self.width, usable, run.rng("sources", number)), key="feedback".__eq__)
                beside = step.evaluate([best], fresh)
                proposed = await step.each(range(len(asked)), propose)
                pool.add([best], fresh, await beside)
                for source, new in zip(asked, proposed, strict=True):
                    for candidate, rollouts in new:
                        pool.enter(candidate, best, source, fresh, rollouts)

                promising = pool.best_first()[: self.keep]
                seen = [len(pool.items(candidate.id) & validation) for candidate in promising]
                parts = [items[n : n + max(n, self.block)] for n in seen]
                tries = [step.evaluate([candidate], part) for candidate, part in zip(promising, parts, strict=True)]
                for candidate, part, trying in zip(promising, parts, tries, strict=True):
                    pool.add([candidate], part, await trying)
                best = next(one for one in pool.best_first() if one is best or pool.items(one.id) & validation)
                undecided = pool.drop(best, delta=self.delta, alpha=self.alpha)
                quiet = 0 if undecided else quiet + 1
                reason = f"the highest estimated worth; {undecided} others may be better by {self.delta:g} or more"
                entries = [pool.entry(candidate.id) for candidate in pool.best_first()]
                step.select("posterior", entries, [best.id], reason, pool.effects(self.sources, best))
            read = fresh

    def contradictions(self, components: int) -> dict[str, str]:  # noqa: ARG002 - the same for all
        """Crossover alone has nothing to cross, and no source is named twice."""
        if set(self.sources) == {"crossover"}:
            return {"sources": "crossover needs proposals of another source to cross"}
        return {"sources": "names a source twice"} if len(set(self.sources)) < len(self.sources) else {}

    @property
    def needs_expected(self) -> str:
        """Induction is made of expected answers; where no other source is named it cannot do without."""
        alone = "induction" in self.sources and set(self.sources) <= {"crossover", "induction"}
        return "induction is made of them; give them, or name another source" if alone else ""
