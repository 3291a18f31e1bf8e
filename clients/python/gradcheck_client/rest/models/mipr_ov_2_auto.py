from typing import Literal

MIPROv2Auto = Literal['heavy', 'light', 'medium']

MIPR_OV_2_AUTO_VALUES: set[MIPROv2Auto] = { 'heavy', 'light', 'medium',  }

def check_mipr_ov_2_auto(value: str) -> MIPROv2Auto:
    if value in MIPR_OV_2_AUTO_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MIPR_OV_2_AUTO_VALUES!r}")
