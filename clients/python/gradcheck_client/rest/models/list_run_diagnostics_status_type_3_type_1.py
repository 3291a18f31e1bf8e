from typing import Literal

ListRunDiagnosticsStatusType3Type1 = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

LIST_RUN_DIAGNOSTICS_STATUS_TYPE_3_TYPE_1_VALUES: set[ListRunDiagnosticsStatusType3Type1] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_list_run_diagnostics_status_type_3_type_1(value: str) -> ListRunDiagnosticsStatusType3Type1:
    if value in LIST_RUN_DIAGNOSTICS_STATUS_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_RUN_DIAGNOSTICS_STATUS_TYPE_3_TYPE_1_VALUES!r}")
