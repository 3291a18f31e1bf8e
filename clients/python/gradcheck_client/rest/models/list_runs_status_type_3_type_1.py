from typing import Literal

ListRunsStatusType3Type1 = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

LIST_RUNS_STATUS_TYPE_3_TYPE_1_VALUES: set[ListRunsStatusType3Type1] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_list_runs_status_type_3_type_1(value: str) -> ListRunsStatusType3Type1:
    if value in LIST_RUNS_STATUS_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_RUNS_STATUS_TYPE_3_TYPE_1_VALUES!r}")
