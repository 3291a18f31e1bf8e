from typing import Literal

ProTeGiName = Literal['protegi']

PRO_TE_GI_NAME_VALUES: set[ProTeGiName] = { 'protegi',  }

def check_pro_te_gi_name(value: str) -> ProTeGiName:
    if value in PRO_TE_GI_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PRO_TE_GI_NAME_VALUES!r}")
