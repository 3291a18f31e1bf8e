"""`method: "auto"` in a request: the method that stands for it, with its sizes and why.

It owns what of a request the choice looks at. It is resolved once, when a request is accepted; what runs, is replayed
and continued is what was stored.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from gradcheck.domain.headroom import Reaction
from gradcheck.engine.plan import ChosenMethod, Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import method_input
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.headroom.known import known_headroom
from gradcheck.llm.checking import worst
from gradcheck.methods.base import MethodParameters
from gradcheck.methods.none import Compare
from gradcheck.methods.registry import AUTO, METHODS, Auto
from gradcheck.recommending.choosing import choose
from gradcheck.recommending.fitting import fitted
from gradcheck.recommending.rules import Fact
from gradcheck.recommending.studied_methods import studied
from gradcheck.recommending.table import table
from gradcheck.storage.jobs import Job
from gradcheck.storage.tenant_jobs import TenantJobs


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """A request with a method, and the choice that made it; None where the request named one itself."""

    request: OptimizeRequest
    choice: ChosenMethod | None = None


async def resolved(
    request: OptimizeRequest,
    draft_of: Callable[[OptimizeRequest], Awaitable[Plan]],
    jobs: TenantJobs,
    plan_of: Callable[[Job], Awaitable[bytes]],
) -> Resolved:
    """The request with the method that `auto` stands for. Raises InvalidRequestError where none fits."""
    if not isinstance(request.method, Auto) and request.method != AUTO:
        return Resolved(request=request)
    draft = await draft_of(replace(request, method=Compare()))
    fitting = await asyncio.to_thread(_fitting, draft)
    known = (await known_headroom(jobs, draft)).measured
    preferred = choose(
        fitting,
        table(),
        passes=_passes(draft),
        facts=_facts(draft, None if known is None else known.verdict),
        studied=await studied(jobs, plan_of, draft),
    )
    if preferred is None:
        raise InvalidRequestError.of(_none_fits(draft))
    method = _by_evidence(fitting[preferred.method]) if preferred.by_evidence else fitting[preferred.method]
    choice = ChosenMethod(
        requested=AUTO,
        method={"name": preferred.method, **changed(method)},
        reason=preferred.reason,
        study=preferred.study,
    )
    return Resolved(request=replace(request, method=method), choice=choice)


def changed(method: MethodParameters) -> dict[str, Any]:
    """The parameters of a method that are not its defaults."""
    written, defaults = (msgspec.to_builtins(one) for one in (method, type(method)()))
    return {name: value for name, value in written.items() if name != "name" and value != defaults[name]}


def _fitting(draft: Plan) -> dict[str, MethodParameters]:
    """The methods that can be used as the request is, with sizes for its calls."""
    use, found = method_input(draft), {}
    calls = _calls(draft)
    for name, kind in METHODS.items():
        if kind is Compare or (kind.needs_train and not draft.context.train):
            continue
        method = fitted(kind, draft.context, calls)
        if method is not None and not method.validate(use) and not (method.is_endless and calls is None):
            found[name] = method
    return found


def _calls(draft: Plan) -> int | None:
    """The calls that a method has for its steps; None where only something else bounds them."""
    if draft.budget.max_calls is None:
        return None
    return draft.budget.max_calls - draft.seed_calls - draft.test_calls - worst(draft.checks).calls


def _passes(draft: Plan) -> float | None:
    calls, validation = _calls(draft), draft.context.validation * draft.context.per_item
    return None if calls is None else (calls + draft.seed_calls) / max(validation, 1)


def _facts(draft: Plan, reaction: Reaction | None) -> frozenset[Fact]:
    facts: dict[Fact, bool] = {
        "no_reaction_seen": reaction == "no_reaction_seen",
        "small_optimizer": draft.models.optimizer.profile == "small",
        "free_text": not draft.labels,
    }
    return frozenset(fact for fact, holds in facts.items() if holds)


def _by_evidence(method: MethodParameters) -> MethodParameters:
    """The method taking over what is shown to be better alone, where it takes over anything by scores."""
    return method if method.takes_over_nothing else replace(method, acceptance="evalue")


def _none_fits(draft: Plan) -> FieldError:
    if draft.budget.max_calls is None:
        return FieldError("method", "auto finds no method that can be used like this; GET /methods has what each needs")
    fixed = draft.seed_calls + draft.test_calls + worst(draft.checks).calls
    message = f"is too small for any method: the given prompt's score and the test alone take up to {fixed} calls"
    return FieldError("budget.max_calls", message)
