from typing import Literal

ModuleCallStatus = Literal['failed', 'ok']

MODULE_CALL_STATUS_VALUES: set[ModuleCallStatus] = { 'failed', 'ok',  }

def check_module_call_status(value: str) -> ModuleCallStatus:
    if value in MODULE_CALL_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODULE_CALL_STATUS_VALUES!r}")
