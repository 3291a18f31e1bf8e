from typing import Literal

ProTeGiSelection = Literal['brute_force', 'successive_rejects', 'ucb']

PRO_TE_GI_SELECTION_VALUES: set[ProTeGiSelection] = { 'brute_force', 'successive_rejects', 'ucb',  }

def check_pro_te_gi_selection(value: str) -> ProTeGiSelection:
    if value in PRO_TE_GI_SELECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PRO_TE_GI_SELECTION_VALUES!r}")
