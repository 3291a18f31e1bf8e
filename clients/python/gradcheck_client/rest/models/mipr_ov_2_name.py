from typing import Literal

MIPROv2Name = Literal['miprov2']

MIPR_OV_2_NAME_VALUES: set[MIPROv2Name] = { 'miprov2',  }

def check_mipr_ov_2_name(value: str) -> MIPROv2Name:
    if value in MIPR_OV_2_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MIPR_OV_2_NAME_VALUES!r}")
