"""A run that goes on from an ended one: the same plan under a new budget, in a scope of its own.

The new budget is for what is still to be paid: what the old run has answers to is free (`llm/inheritance.py`), what
failed is asked again. So no budget is too small.
"""

import msgspec

from gradcheck.domain.run import Budget
from gradcheck.engine.plan import Plan
from gradcheck.engine.validation import budget_faults
from gradcheck.errors import InvalidRequestError


def continued(plan: Plan, budget: Budget) -> Plan:
    """The plan with another budget. Raises InvalidRequestError where that budget cannot work."""
    after = msgspec.structs.replace(plan, budget=budget)
    faults = budget_faults(after)
    if faults:
        raise InvalidRequestError.of(*faults)
    return after
