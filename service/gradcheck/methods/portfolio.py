"""Portfolio: kinds of proposals compete for one budget, and the record says which of them brought the gain.

Our own. What the evidence suggests (Melcer et al. 2025, arXiv 2512.13598): no kind of proposal is best on all tasks,
and selection does much of the work. How a kind of proposal is made is in `sources.py`, what candidates and kinds are
worth in `policies/source_pool.py`.
"""

from typing import Annotated, ClassVar, get_args

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods import shortening
from gradcheck.methods import sources as kinds
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.source_pool import SourcePool
from gradcheck.methods.proof import Proof

_LONG = frozenset({"feedback", "playbook"})
_NO_ROOM = "nothing is left to win: even a prompt that had all of validation right could not be told from the given one"


class Portfolio(MethodParameters, frozen=True, kw_only=True, tag="portfolio"):
    """Playbooks, feedback, demos, induction, blind, placebo and crossover edits compete as arms of a bandit.

    Each round makes `width` proposals from the prompt of the highest estimated worth, some of which read its answers on
    a minibatch of `train`, and tries them on the first block of `validation`. The `keep` candidates of the highest
    worth go on there, in blocks that grow, as long as they are among the first. Only who is shown to beat the given
    prompt can be returned, by a bet that may be looked at after every block or by a paired test on all of `validation`,
    and of those within `delta` of the best one the shortest is. Who cannot beat the prompt that rounds go on from by
    `delta` any more is out. A run ends at once where even a perfect prompt could not be shown to be better, later when
    all is right, and after `quiet` rounds in a row that leave nobody; then, in `halvings` steps, half of the bullets
    and demos that came in is left out, and half again, as long as no item is answered worse. The result's `sources` say
    what each source's proposals did, with intervals that hold at any time, and what its links in the winner's descent
    gained.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="kinds of proposals compete for one budget; what is returned has shown that it beats the given prompt",
        paper="our own; Thompson 1933, Efron and Morris 1975, Waudby-Smith and Ramdas 2024 for its parts",
        defaults="ours: chosen in the simulated worlds",
        interception="full",
        points=(
            "the critic's reason, before the edit",
            "the reflection, before the curator reads it, and each of its bullets, before it is added",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "read": "min(minibatch if number == 1 else ceil(minibatch / 2), train)",
            "tried": "min(block, validation)",
            "written": "width * 2",
        },
        first="(read + width * tried + keep * (validation - tried)) * per_item + written",
        step="validation * per_item if number > (rounds or inf) else first",
        steps="(rounds or 1) + halvings",
        rounds="4 + max(0, ceil(log2(validation / block)))",
    )
    trusts_scores = True

    rounds: Annotated[Positive | None, Meta(description="Steps; null goes on until the budget is used.")] = 10
    width: Annotated[Positive, Meta(description="Proposals in a round.")] = 1
    sources: Annotated[tuple[kinds.Source, ...], Meta(min_length=1, description="Kinds of proposals that compete.")] = (
        get_args(kinds.Source)
    )
    minibatch: Annotated[
        Positive,
        Meta(description="Train examples that the first round reads; a later one half as many, what was wrong first."),
    ] = 24
    demos: Annotated[Positive, Meta(description="The most demos of a proposal.")] = 4
    keep: Annotated[Positive, Meta(description="Candidates that are tried on more of validation in a round.")] = 1
    block: Annotated[Positive, Meta(description="Validation items in the first block; later ones grow.")] = 12
    delta: Annotated[
        float,
        Meta(
            ge=1e-6,
            lt=1,
            description="The least difference that matters: who cannot gain it is out, and who is longer has to.",
        ),
    ] = 0.02
    alpha: Annotated[
        float,
        Meta(
            ge=1e-6,
            lt=0.5,
            description="The chance, in a round, that a proposal that is no better than the given prompt is returned; "
            "and, on each side, that of the test by which candidates are out.",
        ),
    ] = 0.2
    quiet: Annotated[Positive, Meta(description="Rounds in a row that leave nobody, after which the run ends.")] = 4

    halvings: Annotated[
        int,
        Meta(ge=0, le=10, description="Steps at the end, each of which leaves half of the bullets and demos out."),
    ] = 0

    async def optimize(self, run: RunContext) -> None:
        """Rounds of proposals and tries, until nothing is left to win or several in a row leave nobody."""
        pool, base = SourcePool(run.seed, run.weights), run.seed
        items = [run.validation[place] for place in run.rng("items").permutation(len(run.validation))]
        proof = Proof(pool, run.seed, items, block=self.block, alpha=self.alpha / self.width)
        read = run.sample(run.train, self.minibatch, "minibatch", 0)
        number, quiet, best = 0, 0, base
        while quiet < self.quiet and number != self.rounds:
            number += 1
            async with run.step([base], read) as step:
                if number == 1:
                    pool.add([base], items, await step.evaluate([base], items))
                    if not proof.is_possible:
                        entries = [pool.entry(base.id)]
                        step.select("posterior", entries, [base.id], _NO_ROOM, pool.effects(self.sources, base))
                        return
                answers = await step.evaluate([base], read)
                pool.add([base], read, answers)
                known = pool.best_first()
                others = [one for one in known if one is not base][: self.keep]
                found = kinds.ways(run, step, number, base, answers, others=others, most_demos=self.demos)

                async def propose(place: int) -> kinds.Tried:
                    new = await step.distinct([await found[asked[place]](place)], known)
                    return [(candidate, await step.evaluate([candidate], proof.first)) for candidate in new]

                usable = [source for source in self.sources if source in found]
                # These are two calls long: no other proposal's turn waits for them.
                asked = sorted(pool.divide(self.width, usable, run.rng("sources", number)), key=_LONG.__contains__)
                proposed = await step.each(range(len(asked)), propose)
                for source, new in zip(asked, proposed, strict=True):
                    for candidate, rollouts in new:
                        pool.enter(candidate, base, source, proof.first, rollouts)
                    if not new:
                        pool.lose(source)

                await proof.race(step, self.keep)
                base = pool.best_first()[0]
                best = proof.best(self.delta)
                undecided = pool.drop(base, delta=self.delta, alpha=self.alpha)
                quiet = 0 if undecided else quiet + 1
                shown = "nothing was" if best is run.seed else "the best that was"
                reason = f"{shown} shown to beat the given prompt; {undecided} others may be better than {base.id}"
                entries = [pool.entry(candidate.id) for candidate in pool.best_first()]
                chosen = list(dict.fromkeys([best.id, base.id]))
                step.select("posterior", entries, chosen, reason, pool.effects(self.sources, best))
            if proof.is_perfect(best):
                break
            told = pool.telling(base, run.shuffled(run.train, "read", number))
            read = tuple(told[: -(-self.minibatch // 2)])
        await shortening.shorten(run, pool, proof, best, sources=self.sources, steps=self.halvings)

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
