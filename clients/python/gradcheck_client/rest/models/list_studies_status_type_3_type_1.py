from typing import Literal

ListStudiesStatusType3Type1 = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

LIST_STUDIES_STATUS_TYPE_3_TYPE_1_VALUES: set[ListStudiesStatusType3Type1] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_list_studies_status_type_3_type_1(value: str) -> ListStudiesStatusType3Type1:
    if value in LIST_STUDIES_STATUS_TYPE_3_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_STUDIES_STATUS_TYPE_3_TYPE_1_VALUES!r}")
