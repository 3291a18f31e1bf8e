"""A run as accepted: everything resolved, stored with the run, and enough to start it again from the top."""

import math
from collections import Counter
from functools import cache, partial
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Call, Endpoint, Spend, tool_tokens
from gradcheck.domain.dataset import DatasetUse
from gradcheck.domain.feedback import Evaluation, PassedFeedback
from gradcheck.domain.messages.tool import Tool
from gradcheck.domain.program import SEED, Candidate, Demo, Program, Style, default_user_message
from gradcheck.domain.run import Budget, Stop
from gradcheck.domain.task import SPLITS, DataReport, Example
from gradcheck.engine.models import Models
from gradcheck.engine.pace import Expected
from gradcheck.evaluation import Task
from gradcheck.llm.checking import check_calls, worst
from gradcheck.llm.prices import PriceView
from gradcheck.llm.sampling import sent
from gradcheck.methods.base import ProblemSize
from gradcheck.methods.registry import AnyMethod
from gradcheck.scoring import Pairwise, Scoring
from gradcheck.texts.quoting import Quotations


class ModelView(Value, frozen=True, kw_only=True):
    """A role's model as it was resolved.

    `temperature` to `extra` are what was asked for, `sent` what requests hold of it beside the messages, in the words
    of the model's `dialect`; `prices` and `context` are null where nobody knows them, or knew when the run was stored.
    """

    provider: str
    model: str
    profile: str
    temperature: float
    max_tokens: int
    top_p: float | None = None
    effort: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    dialect: str = "standard"
    sent: dict[str, Any] = msgspec.field(default_factory=dict)
    prices: PriceView | None = None
    context: int | None = None

    @classmethod
    def of(cls, endpoint: Endpoint) -> "ModelView":
        """What is shown of an endpoint."""
        return cls(
            provider=endpoint.provider,
            model=endpoint.model,
            profile=endpoint.profile,
            temperature=endpoint.sampling.temperature,
            max_tokens=endpoint.sampling.max_tokens,
            top_p=endpoint.sampling.top_p,
            effort=endpoint.sampling.effort,
            extra=endpoint.sampling.extra,
            dialect=endpoint.dialect.name,
            sent=sent(endpoint),
            prices=PriceView.of(endpoint),
            context=endpoint.context,
        )


def model_views(models: Models) -> dict[str, ModelView]:
    """What is shown of all endpoints, by role and as `modules.NAME`."""
    return {name: ModelView.of(endpoint) for name, endpoint in models.named.items()}


class ChosenMethod(Value, frozen=True, kw_only=True):
    """What a request that left the method open was resolved to when it was accepted.

    `method` is its name with the parameters that are not its defaults, as a request writes it; `study` is the earlier
    study that decided, null where the measured table did.
    """

    requested: Literal["auto"]
    method: dict[str, Any]
    reason: str
    study: str | None = None


class RunOutline(Value, frozen=True, kw_only=True):
    """What is shown of a plan, stored beside it: a plan holds all examples and may be large.

    `placeholders` says how its prompts write them: {name} or {{name}}; `data` what repeats in the examples, null where
    an earlier version accepted it; `dataset` where they come from, null where they came with the request. `compared`
    are the names of the prompts that are compared, where a run does that alone; `models` are then those of the first.
    `choice` says how the method was chosen, null where the request named it.
    """

    method: dict[str, Any]
    seed: int
    models: dict[str, ModelView]
    budget: Budget
    stop: Stop
    splits: dict[str, int]
    expected_calls: int
    placeholders: Style = "single"
    data: DataReport | None = None
    dataset: DatasetUse | None = None
    compared: tuple[str, ...] = ()
    reject_quotes: bool = False
    choice: ChosenMethod | None = None


class ComparedPrompt(Value, frozen=True, kw_only=True):
    """One of the prompts that a run compares, the first of them included: what a plan has of its prompt.

    `run` is the run it is the best of, which was trained or selected on `seen` of the examples; `shown` of them are
    among its demos.
    """

    name: str
    program: Program
    components: dict[str, str]
    demos: tuple[Demo, ...]
    models: Models
    run: str | None = None
    seen: int = 0
    shown: int = 0


class Plan(Value, frozen=True, kw_only=True):
    """What a run does.

    `critics_see` and `feedback` are an arm's of a study: runs that callers start have the scorer's notes, and pass on
    what critics wrote. A run with `compared` prompts scores these on its examples, all of the test, and no more.
    """

    program: Program
    components: dict[str, str]
    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    description: str | None
    scoring: Scoring
    method: AnyMethod
    models: Models
    budget: Budget
    stop: Stop
    seed: int
    critics_see: Evaluation = "scorer"
    feedback: PassedFeedback = "real"
    data: DataReport | None = None
    demos: tuple[Demo, ...] = ()
    dataset: DatasetUse | None = None
    compared: tuple[ComparedPrompt, ...] = ()
    reject_quotes: bool = False
    choice: ChosenMethod | None = None

    def rejected(self) -> Quotations | None:
        """What no edit may quote; None where edits may quote. It takes a second for 500,000 words."""
        if not self.reject_quotes:
            return None
        inputs = {example.id: default_user_message(example.fields) for example in self.examples}
        return Quotations(inputs, self.components.values())

    @property
    def each(self) -> tuple["Plan", ...]:
        """A plan for each of the compared prompts."""
        return tuple(
            replace(
                self,
                program=prompt.program,
                components=prompt.components,
                demos=prompt.demos,
                models=prompt.models,
                compared=(),
            )
            for prompt in self.compared
        )

    @property
    def method_name(self) -> str:
        """The name of the method."""
        return str(self.method.__struct_config__.tag)

    @property
    def outline(self) -> RunOutline:
        """What is shown of it."""
        return RunOutline(
            method=msgspec.to_builtins(self.method),
            seed=self.seed,
            models=model_views(self.models),
            budget=self.budget,
            stop=self.stop,
            splits=self.split_sizes,
            expected_calls=self.expected_calls,
            placeholders=self.program.style,
            data=self.data,
            dataset=self.dataset,
            compared=tuple(prompt.name for prompt in self.compared),
            reject_quotes=self.reject_quotes,
            choice=self.choice,
        )

    @property
    def task(self) -> Task:
        """What an evaluator needs to know."""
        return Task(
            program=self.program,
            reference=self.given,
            scoring=self.scoring,
            labels=self.labels,
            description=self.description,
            task=self.models.task,
            judge=self.models.judge,
            seed=self.seed,
            modules=self.models.modules,
            graders=self.models.graders,
        )

    @property
    def split_sizes(self) -> dict[str, int]:
        """How many examples each split has."""
        sizes = Counter(example.split for example in self.examples)
        return {name: sizes[name] for name in SPLITS}

    @property
    def context(self) -> ProblemSize:
        """The sizes that calls depend on."""
        sizes = self.split_sizes
        changing = [set(module.components) & set(self.program.optimizable) != set() for module in self.program.modules]
        return ProblemSize(
            components=len(self.program.optimizable),
            modules=len(self.program.modules),
            depth=len(changing) - changing.index(True) if any(changing) else 0,
            train=sizes["train"],
            validation=sizes["validation"],
            test=sizes["test"],
            per_item=(self.per_answer + self.scoring.judge_calls + len(self._graders)) * self.scoring.answers,
            per_verdict=1 if self.critics_see in {"binary", "smooth"} else 0,
        )

    @property
    def given(self) -> Candidate:
        """The prompt as it was given."""
        return Candidate(id=SEED, components=self.components, demos=self.demos)

    @property
    def pairwise(self) -> bool:
        """Whether a score is a comparison with the given prompt's answer."""
        return isinstance(self.scoring, Pairwise)

    @property
    def classes(self) -> dict[str, str]:
        """The class of each example, by its id, where the scoring means classes alike; else empty."""
        named = {example.id: self.scoring.label_of(example.expected) for example in self.examples}
        return {name: label for name, label in named.items() if label is not None}

    @property
    def per_answer(self) -> int:
        """The calls of an answer, and of the one that it is compared with: once made, that is known."""
        return len(self.program.modules) * (2 if self.pairwise else 1)

    @property
    def per_own_item(self) -> int:
        """The calls of the given prompt's score on one example, which is not compared with itself."""
        return len(self.program.modules) if self.pairwise else self.context.per_item

    @property
    def judged_pairs(self) -> int:
        """The calls that compare every two prompts' answers to one example, where a judge does."""
        return self.scoring.judge_calls * math.comb(len(self.compared), 2) if self.pairwise else 0

    @property
    def checks(self) -> tuple[Call, ...]:
        """The checks of the models that the run asks, made before anything else."""
        judged = (self.models.judge,) if self.scoring.judge_calls else ()
        editing = () if self.compared or self.method_name == "none" else (self.models.optimizer,)
        tools: dict[tuple[str, str], tuple[Tool, ...]] = {}
        answering: list[Endpoint] = []
        for plan in self.each or (self,):
            for module, endpoint in zip(plan.program.modules, plan.answering, strict=True):
                answering.append(endpoint)
                if module.tools:
                    tools.setdefault((endpoint.provider, endpoint.model), module.described_tools(plan.components))
        return check_calls((*answering, *editing, *judged), tools)

    @property
    def answering(self) -> tuple[Endpoint, ...]:
        """What the program's modules call, in their order."""
        return tuple(map(self.task.answering, self.program.modules))

    @property
    def answering_once(self) -> tuple[Endpoint, ...]:
        """What the program's modules call, each once."""
        found: list[Endpoint] = []
        for endpoint in self.answering:
            if endpoint not in found:
                found.append(endpoint)
        return tuple(found)

    @property
    def seed_calls(self) -> int:
        """Calls of the seed's score."""
        return self.context.validation * self.per_own_item

    @property
    def expected(self) -> Expected:
        """How the formulas compare the parts of the run, up to the step that ends it."""
        context, method = self.context, self.method
        steps = math.inf if method.is_endless else method.calls("steps", context)
        return Expected(
            seed=self.seed_calls,
            of_step=cache(partial(method.of_step, context)),
            test=self.test_calls,
            rounds=method.calls("rounds", context),
            steps=min(steps, math.inf if self.stop.max_steps is None else self.stop.max_steps),
        )

    @property
    def test_calls(self) -> int:
        """Calls reserved for the test, of the seed and of the winner, or of all prompts that are compared."""
        if self.compared:
            return self.context.test * (sum(plan.per_own_item for plan in self.each) + self.judged_pairs)
        return self.context.test * (self.per_own_item + self.context.per_item)

    @property
    def least(self) -> Spend:
        """The least a budget must hold, as calls of the task's model: seed's score, one step, the test, the checks."""
        context = self.context
        if self.compared:
            prompts = (plan.one_call * (context.test * plan.per_own_item) for plan in self.each)
            return sum(prompts, worst(self.checks)) + self.one_call * (context.test * self.judged_pairs)
        calls = self.seed_calls + self.method.calls("first", context) + self.test_calls
        return self.one_call * calls + worst(self.checks)

    @property
    def largest_step(self) -> int:
        """The most calls that a step makes."""
        return self.method.largest_step(self.context)

    @property
    def one_call(self) -> Spend:
        """The most a call of the program costs, those of the team's graders included, on average over an example's."""
        texts = sum(len(text.encode()) for text in self.components.values())
        texts += sum(len(demo.input.encode()) + len(demo.output.encode()) for demo in self.demos)
        inputs = max(_input_tokens(example, texts) for example in self.examples)
        inputs += sum(tool_tokens(module.tools) for module in self.program.modules)
        return sum((_call_of(endpoint, inputs) for endpoint in (*self.answering, *self._graders)), Spend()).a_call

    @property
    def _graders(self) -> tuple[Endpoint, ...]:
        """The team's own graders, one a call that a score takes."""
        return tuple(self.models.graders[name] for name in self.scoring.graders("").values())

    @property
    def expected_calls(self) -> int:
        """About how many calls the run makes, those answered from what is known included; for progress."""
        context = self.context
        expected = self.seed_calls + self.method.calls("most", context) + self.test_calls
        return expected if self.budget.max_calls is None else min(expected, self.budget.max_calls)


def _call_of(endpoint: Endpoint, inputs: int) -> Spend:
    """A call with so many tokens where it goes to a model, and whatever it answers."""
    tokens = inputs + endpoint.longest if endpoint.kind == "model" else 0
    return Spend(calls=1, tokens=tokens, cost_micro_usd=endpoint.cost(inputs, endpoint.longest))


def _input_tokens(example: Example, texts: int) -> int:
    """An upper estimate of what a prompt of so many bytes and an example come to."""
    tokens = (sum(len(text.encode()) for text in example.fields.values()) + texts) // 2 + 24
    held = example.attached
    return tokens if held is None else tokens + sum(image.tokens for image in held.images) + 8 * len(held.turns)
