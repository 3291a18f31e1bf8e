"""How likely it is that all of several answers to the same input succeed."""

from math import comb


def pass_hat_k(successes: int, n: int, k: int) -> float:
    """The unbiased estimate, from `n` independent answers, of the probability that `k` answers all succeed.

    C(successes, k) / C(n, k): the share of the sets of k among the n answers in which all succeed. Yao et al. 2024,
    "tau-bench: A Benchmark for Tool-Agent-User Interaction in Real-World Domains", arXiv 2406.12045, pass^k. Raises
    ValueError for k outside 1..n or successes outside 0..n.
    """
    if not 1 <= k <= n:
        raise ValueError("k lies between 1 and the number of answers")
    if not 0 <= successes <= n:
        raise ValueError("successes lie between 0 and the number of answers")
    return comb(successes, k) / comb(n, k)
