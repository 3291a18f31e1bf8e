"""A run that goes on from an ended one: the same plan in the same scope, under a new budget.

The new budget is for what is still to be paid: calls that the old run paid for are answered by the
ledger and free, so no budget is too small.
"""

import msgspec

from service.domain.run import Budget
from service.engine.intake import budget_faults
from service.engine.plan import Plan
from service.errors import InvalidRequestError


def continued(plan: Plan, budget: Budget) -> Plan:
    """The plan with another budget. Raises InvalidRequestError where that budget cannot work."""
    after = msgspec.structs.replace(plan, budget=budget)
    faults = budget_faults(after)
    if faults:
        raise InvalidRequestError.of(*faults)
    return after
