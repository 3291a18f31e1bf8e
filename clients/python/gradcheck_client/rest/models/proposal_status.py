from typing import Literal

ProposalStatus = Literal['accepted', 'failed', 'rejected']

PROPOSAL_STATUS_VALUES: set[ProposalStatus] = { 'accepted', 'failed', 'rejected',  }

def check_proposal_status(value: str) -> ProposalStatus:
    if value in PROPOSAL_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROPOSAL_STATUS_VALUES!r}")
