from typing import Literal

TrackTextSplit = Literal['train', 'validation']

TRACK_TEXT_SPLIT_VALUES: set[TrackTextSplit] = { 'train', 'validation',  }

def check_track_text_split(value: str) -> TrackTextSplit:
    if value in TRACK_TEXT_SPLIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRACK_TEXT_SPLIT_VALUES!r}")
