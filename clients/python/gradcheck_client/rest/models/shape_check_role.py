from typing import Literal

ShapeCheckRole = Literal['check', 'judge', 'optimizer', 'task']

SHAPE_CHECK_ROLE_VALUES: set[ShapeCheckRole] = { 'check', 'judge', 'optimizer', 'task',  }

def check_shape_check_role(value: str) -> ShapeCheckRole:
    if value in SHAPE_CHECK_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SHAPE_CHECK_ROLE_VALUES!r}")
