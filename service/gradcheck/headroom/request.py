"""What callers write to measure headroom, and the plan it becomes."""

from typing import Annotated, Literal

from msgspec import Meta

from gradcheck.domain.base import Value
from gradcheck.domain.dataset import DatasetUse
from gradcheck.domain.naming import NamedRequest
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import Seed
from gradcheck.domain.task import Example
from gradcheck.engine.plan import ModelView, Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.statistics.prompts.spread import LEAST_ITEMS

PROMPTS, ITEMS = 6, 20
_MOST_PROMPTS, _MOST_ITEMS = 32, 500
Kind = Literal["given", "induce", "improve", "rewrite", "paraphrase", "minimal"]


class HeadroomRequest(NamedRequest, frozen=True, kw_only=True):
    """A few prompts for one task, all scored on the same few items, before a run is paid for.

    `optimize` is the body of `POST /optimize` of the run that is thought of; its method and budget only say how many
    prompts it could try, its seed, name, tags, metadata and webhook have no effect. `prompts` are written anew beside
    the given one, without feedback, `items` are drawn from validation, and from train where that holds too few; never
    from probe or test. `budget` bounds the measurement itself.
    """

    optimize: OptimizeRequest
    prompts: Annotated[int, Meta(ge=2, le=_MOST_PROMPTS)] = PROMPTS
    items: Annotated[int, Meta(ge=LEAST_ITEMS, le=_MOST_ITEMS)] = ITEMS
    budget: Budget = Budget()
    seed: Seed = 0


class Variant(Value, frozen=True, kw_only=True):
    """A prompt to be written: by which of the optimizer's templates, and the examples that one is shown."""

    name: str
    kind: Kind
    shown: tuple[str, ...] = ()


class HeadroomOutline(Value, frozen=True, kw_only=True):
    """What is shown of a plan. `about` names data, scoring, prompt and task model: whatever has it shares the result.

    `candidates` are the prompts that the run could score on all of validation with its calls, at least 20; `dataset`
    says where its examples come from, null where they came with the request.
    """

    about: str
    method: str
    prompts: int
    items: int
    candidates: int
    expected_calls: int
    models: dict[str, ModelView]
    splits: dict[str, int]
    budget: Budget
    seed: int
    dataset: DatasetUse | None = None


class HeadroomEstimate(Value, frozen=True, kw_only=True):
    """What a measurement would take; nothing was spent to find out.

    `prompts` are written beside the given one, all are scored on `items`. Dollars are those of as many calls of the
    task's model, null where nobody knows what one of the models costs.
    """

    prompts: int
    items: int
    expected_calls: int
    cost_usd: float | None


class HeadroomPlan(Value, frozen=True, kw_only=True):
    """What a measurement does. `minimal` is the prompt without its instruction; None where there is none beside it.

    With `repeated` the given prompt is asked a second time: its model may answer otherwise. `spare` items are left that
    could be asked too.
    """

    run: Plan
    about: str
    variants: tuple[Variant, ...]
    items: tuple[Example, ...]
    spare: int
    minimal: dict[str, str] | None
    repeated: bool
    budget: Budget
    seed: int
