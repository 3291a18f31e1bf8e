from typing import Literal

ListStudiesStatusType2Type1 = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

LIST_STUDIES_STATUS_TYPE_2_TYPE_1_VALUES: set[ListStudiesStatusType2Type1] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_list_studies_status_type_2_type_1(value: str) -> ListStudiesStatusType2Type1:
    if value in LIST_STUDIES_STATUS_TYPE_2_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_STUDIES_STATUS_TYPE_2_TYPE_1_VALUES!r}")
