from typing import Literal

AdalFlowName = Literal['adalflow']

ADAL_FLOW_NAME_VALUES: set[AdalFlowName] = { 'adalflow',  }

def check_adal_flow_name(value: str) -> AdalFlowName:
    if value in ADAL_FLOW_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ADAL_FLOW_NAME_VALUES!r}")
