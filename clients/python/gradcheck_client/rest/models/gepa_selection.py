from typing import Literal

GEPASelection = Literal['current_best', 'epsilon_greedy', 'pareto', 'top_k_pareto']

GEPA_SELECTION_VALUES: set[GEPASelection] = { 'current_best', 'epsilon_greedy', 'pareto', 'top_k_pareto',  }

def check_gepa_selection(value: str) -> GEPASelection:
    if value in GEPA_SELECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GEPA_SELECTION_VALUES!r}")
