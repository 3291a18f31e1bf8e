"""What a method is: its parameters with its algorithm, what it says of itself, and what it needs.

A method is one short module that asks its step and awaits. Concurrency, retries, budget, caching, events and resume
live in the engine; a method owns only what it asks for and its choices.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Positive, Value, Wire
from gradcheck.domain.call import Profile
from gradcheck.domain.feedback import Template
from gradcheck.domain.program import Program
from gradcheck.errors import FieldError
from gradcheck.methods.acceptance import Greedy, NamedAcceptance, policy
from gradcheck.methods.formulas import TOLD_APART, Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.racing import looks

Interception = Literal["full", "input", "none"]
Figure = Literal["first", "step", "least", "most", "steps", "rounds"]


class ProblemSize(Value, frozen=True, kw_only=True):
    """The sizes a method's number of calls depends on.

    `components` may change, `depth` modules lie between the first of them and the end of the chain, `per_item` calls
    score one example once, and `per_verdict` calls show a rollout to critics: 1 where a model grades it, else 0.
    """

    components: int
    depth: int
    modules: int
    train: int
    validation: int
    test: int
    per_item: int
    per_verdict: int = 0


class MethodDescription(Value, frozen=True, kw_only=True):
    """What a method says of itself.

    `interception` says how much of its feedback a diagnostic can perturb: a critic's text (`full`), only the scorer's
    notes that an editor reads (`input`), or nothing; `points` are the texts that pass the bus. `defaults` says where
    the defaults of the parameters come from, `deviations` where the method differs from its reference.
    """

    summary: str
    paper: str = ""
    reference: str = ""
    defaults: str = ""
    interception: Interception = "none"
    points: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()


class MethodInput(Value, frozen=True, kw_only=True):
    """What a method is asked to work on.

    `labelled` is whether every example has an expected answer, `has_parts` whether a score has parts.
    `pairwise` is whether a score is a comparison with the given prompt's answer, whose own is then a tie: 0.5.
    `without_labels` are the methods that need no expected answers.
    """

    program: Program
    components: dict[str, str]
    labelled: bool
    pairwise: bool = False
    without_labels: tuple[str, ...] = ()
    has_parts: bool = False


class MethodParameters(Wire, frozen=True, kw_only=True, tag_field="name"):
    """The base of all methods' parameters.

    A method that needs templates of its own, beside those that the service has, brings them in `templates` by profile
    and name. One with `trusts_scores` chooses by scores of train examples: what its critics are shown of an evaluation
    cannot be another than the scorer's. One with `changes_one_component` is defined for prompts of which one component
    may change; one that cannot do without expected answers says in `needs_expected` what it does with them. One that
    takes over no prompt by its scores says so in `takes_over_nothing`: no acceptance but greedy has a meaning there.
    """

    about: ClassVar[MethodDescription]
    costs: ClassVar[Costs]
    needs_train: ClassVar[bool] = True
    trusts_scores: ClassVar[bool] = False
    changes_one_component: ClassVar[bool] = False
    takes_over_nothing: ClassVar[str] = ""
    templates: ClassVar[Mapping[Profile, Mapping[str, Template]]] = {}

    acceptance: Annotated[
        NamedAcceptance,
        Meta(
            description="What it takes for a prompt to become the run's best so far, which is what is returned: what "
            "the method holds for best (greedy), or as much evidence on validation as paired or evalue ask for."
        ),
    ] = "greedy"
    briefing: Annotated[
        bool,
        Meta(
            description="Whether critics and editors are told more than the method's templates say: the task's "
            "description, how answers are scored and what they are like, a prompt's confusions of classes on training "
            "examples, edits that did no better, and the bounds of a prompt's form. The optimizer's model must be of "
            "the profile standard."
        ),
    ] = False
    racing: Annotated[
        bool,
        Meta(
            description="Whether scoring a candidate on all of validation ends once it is shown to be worse than the "
            "best so far; it then has no score."
        ),
    ] = False
    informative: Annotated[
        Positive | None,
        Meta(
            description="So many validation items, those whose scores differ most between the prompts of the run, are "
            "answered first; a candidate that is behind the best so far there is not scored on the rest and has no "
            "score. null: none."
        ),
    ] = None

    async def optimize(self, run: RunContext) -> None:
        """Run the method to its end."""
        raise NotImplementedError

    @property
    def is_endless(self) -> bool:
        """Whether only the budget ends it."""
        return self.endless_by is not None

    @property
    def endless_by(self) -> str | None:
        """The parameter for the number of its steps, where that is null; None where it has an end of its own."""
        sizes = ("rounds", "steps", "iterations", "generations", "n")
        return next((name for name in sizes if getattr(self, name, 0) is None), None)

    @property
    def asks_for_evidence(self) -> bool:
        """Whether a prompt becomes the best so far by more than the method's word."""
        return policy(self.acceptance) != Greedy()

    @property
    def needs_expected(self) -> str:
        """Why every example needs an expected answer; nothing where it need not."""
        return ""

    @property
    def needs_parts(self) -> str:
        """The parameter for which a score must have parts; nothing where it need not."""
        return ""

    def contradictions(self, components: int) -> dict[str, str]:  # noqa: ARG002 - most parameters go together
        """What is wrong with its parameters beside one another, by parameter, where so many components may change."""
        return {}

    def validate(self, use: MethodInput) -> list[FieldError]:
        """Why it cannot be used like this."""
        name, changing = self.__struct_config__.tag, use.program.optimizable
        wrong = self.contradictions(len(changing))
        found = [FieldError(f"method.{parameter}", message) for parameter, message in wrong.items()]
        if self.changes_one_component and len(changing) > 1:
            message = (
                f"{name} is defined for one component; {', '.join(changing)} may change: list all but one as frozen"
            )
            found.append(FieldError("prompt.frozen", message))
        if self.needs_expected and not use.labelled:
            message = f"every example needs an expected answer for {name}: {self.needs_expected}"
            others = [other for other in use.without_labels if other != name]
            message += f"; methods that need none are {', '.join(others)}" if others else ""
            found.append(FieldError("task.examples", message))
        if self.takes_over_nothing and self.asks_for_evidence:
            message = f"must be greedy, or left out: {self.takes_over_nothing}"
            found.append(FieldError("method.acceptance", message))
        if self.takes_over_nothing and self.racing:
            found.append(FieldError("method.racing", f"must be false, or left out: {self.takes_over_nothing}"))
        if self.informative is not None and (self.takes_over_nothing or self.racing):
            reason = self.takes_over_nothing or "what racing promises rests on items in no particular order"
            found.append(FieldError("method.informative", f"must be null, or left out: {reason}"))
        if self.needs_parts and not use.has_parts:
            message = "holds parts, which only a scoring of the kind weighted has"
            found.append(FieldError(f"method.{self.needs_parts}", message))
        return found

    def calls(self, which: Figure, context: ProblemSize, number: int = 1) -> int:
        """What a formula of its costs comes to, that of a step for the step of this number.

        A race under a cap looks several times, and each look is a dependent round; few items first are one.
        """
        calls = self.costs.calls(which, self._values(context), number)
        if which != "rounds":
            return calls
        return calls + (len(looks(context.validation)) - 1 if self.racing else int(self.informative is not None))

    def of_step(self, context: ProblemSize, number: int) -> int:
        """The most calls of a step, from 1; those after the thousandth are taken to be like it."""
        return self.calls("first" if number == 1 else "step", context, min(number, TOLD_APART))

    def largest_step(self, context: ProblemSize) -> int:
        """The most calls that any of its steps makes."""
        return self.costs.largest_step(self._values(context))

    def _values(self, context: ProblemSize) -> dict[str, object]:
        return {**msgspec.structs.asdict(context), **msgspec.structs.asdict(self)}
