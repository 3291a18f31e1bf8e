"""The parameters of a simulated world.

Items follow the Rasch (1PL) model with a person of ability zero: an item is answered rightly with the logistic of its
ease. A prompt adds what its hints are worth to the item, polish, length, and two random effects of its own.
"""

from gradcheck.domain.base import Value


class World(Value, frozen=True, kw_only=True):
    """One world. Logits unless said otherwise; rates and shares are probabilities."""

    name: str
    topic: int = 0  # whose hints matter

    # Items
    mu_b: float = -0.5  # mean ease
    sigma_b: float = 1.2  # its standard deviation between items
    relevance: float = 0.15  # rate at which a hint of the topic matters to an item
    prevalence: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)  # of the labels
    overpredicted: float = 0.5  # share of wrong answers that are the minority label

    # What prompts are worth
    beta: float = 2.5  # a hint, to an item it matters to; its opposite costs as much
    interaction: float = 0.0  # what every hint of the topic beyond the first adds to the strength they share
    gamma: float = 0.3  # a sentence of polish
    kappa: float = 0.0  # cost of a word beyond `free_words`
    free_words: int = 60
    pi0: float = 0.0  # rate of answers that cannot be parsed without the format hint; its opposite doubles it
    shift: float = 0.0  # the prior-shift hint, on items of other labels than the minority's
    shift_cost: float = 0.0  # its cost on items of the minority label
    demo: float = (
        0.0  # a demo whose answer is right, for up to four more right than wrong ones; a wrong one costs as much
    )
    memo: float = 3.0  # a remembered answer, on its own item; a wrong one costs as much
    tau: float = 0.2  # standard deviation of a prompt's own effect
    tau_hinted: float = 1.0  # its multiple for prompts with a hint of the topic
    tails: float | None = None  # degrees of freedom of that effect, t-distributed and scaled; None is normal
    sigma_pi: float = 0.8  # standard deviation of a prompt's effect on a single item
    drift: float = 0.0  # added to all answers in every second run of `drift_calls` answers
    drift_calls: int = 500

    # The critic
    a: float = 0.9  # rate at which it names a hint that is missing and matters to a shown error
    w: float = 1.0  # rate at which it believes the label it is shown; else it knows the true one
    prior_relevant: float = 0.5  # share of the topic's hints among those that come to mind without data
    prior_format: float = 0.0  # rate at which the format hint comes to mind first
    shift_rate: float = 0.0  # rate at which it blames the over-predicted minority label
    memo_rate: float = 0.0  # rate at which it asks to remember the item's answer

    # The editor
    q: float = 0.8  # uptake of what feedback asks for
    q_inverse: float = 0.8  # uptake where it asks for an opposite
    g: float = 0.0  # rate of adding polish, whatever the feedback
    p0: float = 0.0  # rate of adding a hint that comes to mind
    delta: float = 0.0  # rate of losing a hint the prompt had
    leak: float = 0.0  # share of the topic's hints in what it reads into feedback that names none

    # The judge
    judge_flip: float = 0.0  # rate of judgements that are turned round
    judge_length: float = 0.0  # probability added for every ten words of the answer
    judge_place: float = 0.0  # rate of comparisons in which it prefers the answer that stands first, whatever it says
    judge_ties: float = 0.0  # rate of comparisons in which it calls two answers equal, whatever they say
