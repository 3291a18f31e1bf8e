from typing import Literal

ListDiagnosticsStatusType3Type1 = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

LIST_DIAGNOSTICS_STATUS_TYPE_3_TYPE_1_VALUES: set[ListDiagnosticsStatusType3Type1] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_list_diagnostics_status_type_3_type_1(value: str) -> ListDiagnosticsStatusType3Type1:
    if value in LIST_DIAGNOSTICS_STATUS_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_DIAGNOSTICS_STATUS_TYPE_3_TYPE_1_VALUES!r}")
