"""The simulated worlds by name: the models of the provider `simulated`.

Each is a claim about what a critic and an editor do, for which the right verdicts are known. Random effects are of the
size assumed elsewhere for power (ease 1.2, candidates 0.2 to 0.35, prompt by item 0.8 logits).
"""

from gradcheck.simulation.worlds.catalogue import TOPICS
from gradcheck.simulation.worlds.world import World

_RARE = (0.45, 0.45, 0.10)


def _world(number: int, variant: str = "", **changes: object) -> World:
    return World(name=f"W{number}{variant}", topic=number % TOPICS, **changes)  # type: ignore[arg-type]


_ALL = (
    # Inert: nothing is taken up and no prompt differs from another.
    _world(0, q=0, q_inverse=0, beta=0, gamma=0, tau=0, sigma_pi=0),
    # True gradient: the critic finds what is missing, the editor does it, opposites do harm.
    _world(1),
    # Generic rewriter: every edit polishes, feedback is not read.
    _world(2, q=0, q_inverse=0, g=0.8),
    # Selection only: edits differ by chance alone.
    _world(3, q=0, q_inverse=0, tau=0.5),
    # Label-blind critic: it knows the true labels and ignores those it is shown.
    _world(4, w=0),
    # Task-level critic: its hints suit the task, not the batch.
    _world(5, a=0, prior_relevant=1),
    # Prevalence hacker: the only hint forbids the minority label.
    _world(6, beta=0, shift=0.7, shift_cost=4, shift_rate=1, prevalence=_RARE, overpredicted=0.8),
    # Leaky placebo: half of what is read into empty feedback suits the task, so content looks smaller than it is. The
    # shipped placebos cannot know a task, so no leak check fires; what its own critic writes unseen would make it fire.
    _world(7, leak=0.5),
    # Ceiling and floor: no prompt leads away from them; all scores lie within 0.05 of the bound, so delta has no room.
    _world(8, mu_b=4, sigma_b=0.4, sigma_pi=0.3, beta=0.4),
    _world(8, "-floor", mu_b=-4, sigma_b=0.4, sigma_pi=0.3, beta=0.4),
    # Overfitter: the critic asks to remember the answers of the items it is shown.
    _world(9, beta=0, memo_rate=1),
    # Drift: the model changes while it is asked, content does not matter.
    _world(10, q=0, q_inverse=0, g=0.5, drift=-0.8),
    # Biased judge: long answers please it, little of the feedback is taken up.
    _world(11, q=0.1, q_inverse=0.1, g=0.9, pi0=0.3, judge_flip=0.05, judge_length=0.4),
    # Melcer et al. 2025: discovery of format and meta-instructions, hardly any reading of labels. Edits lose hints
    # again, so that nothing is left to gain after an epoch; what other wordings bring, only the gate can tell.
    _world(
        12,
        beta=3,
        q=0.2,
        q_inverse=0.2,
        g=0.8,
        gamma=0.15,
        p0=0.5,
        delta=0.3,
        a=0.9,
        w=0.1,
        tau=0.05,
        tau_hinted=5,
        pi0=0.2,
        prior_format=0.4,
        prior_relevant=0.1,
        shift=0.7,
        shift_cost=4,
        shift_rate=0.25,
        kappa=0.01,
        prevalence=_RARE,
        overpredicted=0.8,
    ),
    # Heavy tails: hints are worth nothing, but edits that take them up vary more; means are equal.
    _world(13, mu_b=0, beta=0, tails=3, tau_hinted=2),
    # Sub-additive: hints share their strength.
    _world(14, interaction=-1.25),
    # Demos: right ones show what is wanted and wrong ones mislead; nothing else is taken up.
    _world(15, q=0, q_inverse=0, demo=0.3),
    # Judge by place: of two answers it mostly prefers the one that stands first.
    _world(16, judge_place=0.9),
    # Judge of ties: to it all answers are equally good.
    _world(17, judge_ties=1),
)
WORLDS = {world.name: world for world in _ALL}
