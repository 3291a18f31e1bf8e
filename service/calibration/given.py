"""What tests are given beside samples: rules, and a plan such as a run of the world would have.

It owns the defaults of rules in calibrations. It does not own what a test makes of them.
"""

from functools import cache

from service.diagnostics.finding import Given
from service.diagnostics.request import Noise, Rules
from service.diagnostics.samples import Samples
from service.domain.call import Endpoint, Sampling
from service.domain.program import Module, Program
from service.domain.run import Budget, Stop
from service.domain.task import Example
from service.engine.plan import Models, Plan
from service.llm.simulated.catalogue import LABELS
from service.llm.simulated.tasks import dataset, seed_prompt
from service.llm.simulated.worlds import WORLDS
from service.methods.textgrad import TextGrad
from service.scoring.exact import Exact
from service.settings import SIMULATED

_EXAMPLES = 20


def rules(*tests: str, **changes: object) -> Rules:
    """The rules of a calibration: those of the request's defaults, whole ladder, delta 0.05, unless changed."""
    fixed: dict[str, object] = {
        "scope": "this_run",
        "estimand": "fixed_feedback",
        "ladder": "whole",
        "stop": "fixed",
        "delta": 0.05,
        "alpha": 0.05,
        "noise": Noise(pair_sd=0.08, basis="assumed"),
        "seed": 0,
    }
    return Rules(tests=tests, **{**fixed, **changes})  # type: ignore[arg-type]


def given(world: str, samples: Samples, under: Rules) -> Given:
    """Samples of a world under some rules."""
    return Given(samples=samples, rules=under, run=_plan(world))


@cache
def _plan(world: str) -> Plan:
    """A plan of a run in the world: tests read its labels and its program."""
    task = dataset(WORLDS[world], _EXAMPLES, 0)["examples"]
    endpoint = Endpoint(provider=SIMULATED, model=world, profile="standard", sampling=Sampling())
    return Plan(
        program=Program(modules=(Module(name="main", system=None, user="user", output="output"),)),
        components={"user": seed_prompt(WORLDS[world])},
        examples=tuple(
            Example(id=one["id"], fields=one["input"], expected=one["expected"], split="train") for one in task
        ),
        labels=LABELS,
        description=None,
        scoring=Exact(),
        method=TextGrad(),
        models=Models(task=endpoint, optimizer=endpoint, judge=endpoint),
        budget=Budget(),
        stop=Stop(),
        seed=0,
    )
