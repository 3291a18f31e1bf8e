from typing import Literal

NoiseBasis = Literal['assumed', 'measured']

NOISE_BASIS_VALUES: set[NoiseBasis] = { 'assumed', 'measured',  }

def check_noise_basis(value: str) -> NoiseBasis:
    if value in NOISE_BASIS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NOISE_BASIS_VALUES!r}")
