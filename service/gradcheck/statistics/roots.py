"""Where a function of one number is 0. It needs no library, so that what computes little loads little."""

from collections.abc import Callable

_HALF = 0.5
_MOST = 200  # a bisection of any two floats needs fewer


def root(function: Callable[[float], float], low: float, high: float, *, tolerance: float = 2e-12) -> float:
    """A place between `low` and `high` where the function changes its sign, to the tolerance.

    Chandrupatla (1997), "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
    without using derivatives", Advances in Engineering Software 28. Raises ValueError where both ends have one sign.
    """
    a, b = low, high
    at_a, at_b = function(a), function(b)
    if at_a == 0 or at_b == 0:
        return a if at_a == 0 else b
    if (at_a > 0) == (at_b > 0):
        raise ValueError("the function has the same sign at both ends")
    share = _HALF
    for _ in range(_MOST):
        x = a + share * (b - a)
        at_x = function(x)
        if (at_x > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, at_c, b, at_b = b, at_b, a, at_a
        a, at_a = x, at_x
        near = tolerance / abs(b - a)
        if at_x == 0 or near > _HALF:
            break
        share = min(max(_share((a, b, c), (at_a, at_b, at_c)), near), 1 - near)
    return a if abs(at_a) < abs(at_b) else b


def _share(places: tuple[float, float, float], values: tuple[float, float, float]) -> float:
    """Where between the first two places to look next: by a parabola through all three if it is safe, else half way."""
    (a, b, c), (at_a, at_b, at_c) = places, values
    xi, phi = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
    if not (phi**2 < xi and (1 - phi) ** 2 < 1 - xi):
        return _HALF
    first = at_a / (at_b - at_a) * at_c / (at_b - at_c)
    return first + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
