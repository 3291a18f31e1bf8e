from typing import Literal

StudySummaryStatus = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

STUDY_SUMMARY_STATUS_VALUES: set[StudySummaryStatus] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_study_summary_status(value: str) -> StudySummaryStatus:
    if value in STUDY_SUMMARY_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STUDY_SUMMARY_STATUS_VALUES!r}")
