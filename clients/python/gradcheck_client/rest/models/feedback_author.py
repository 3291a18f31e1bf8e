from typing import Literal

FeedbackAuthor = Literal['control', 'judge', 'optimizer', 'scorer', 'task']

FEEDBACK_AUTHOR_VALUES: set[FeedbackAuthor] = { 'control', 'judge', 'optimizer', 'scorer', 'task',  }

def check_feedback_author(value: str) -> FeedbackAuthor:
    if value in FEEDBACK_AUTHOR_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FEEDBACK_AUTHOR_VALUES!r}")
