"""Every world by name: the first part of a model's name. It owns the numbers, not the mechanisms."""

from tests.audit.tongue import CHINESE
from tests.audit.worlds import effects, manners, people, providers, stories
from tests.audit.worlds.base import World

WORLDS: dict[str, World] = {
    # What any edit brings, and nothing from feedback: every difference of arms is 0.
    "nothing": World(any_edit=0.1),
    # The same without a gain of any edit: also no difference from the prompt before.
    "inert": World(),
    # Feedback brings .2, differently by item; its opposite takes .2 away; labels make no difference to critics.
    "content": effects.Varying(good=0.1, any_edit=0.05),
    "generic": World(skill=0.25, any_edit=0.35),
    "generic_content": effects.Varying(skill=0.25, any_edit=0.25, good=0.1),
    "opposites": effects.Varying(skill=0.5, good=0.1),
    "deaf": effects.Deaf(good=0.1),
    # Critics of wrong labels find rules that do nothing: true - wrong = .2.
    "labels": effects.Varying(good=0.1, reads_labels=True),
    "blind": effects.Varying(good=0.1),
    "descent": effects.Varying(good=0.1),
    "no_doses": World(any_edit=0.1, wishes=4),
    "doses": World(skill=0.3, good=0.1, wishes=4),
    "additive": World(good=0.1),
    "joint": effects.Joint(good=0.1, skill=0.3, bonus=0.2),
    "reworded": World(good=0.1),
    "loose": stories.Loose(good=0.1, lost=0.15),
    "lucky": effects.Lucky(wishes=1, skill=0.5),
    "keyed": people.Keyed(good=0.4),
    "followed": World(good=0.05),
    "ignored": people.Agreeable(good=0.05),
    "chained": stories.Chained(good=0.1, wishes=1, skill=0.2),
    "unchained": stories.Chained(good=0.1, wishes=1, skill=0.2, chain_matters=False),
    "inert_chain": stories.Chained(wishes=1),
    "learning": World(skill=0.2, good=0.05, wishes=1, style_sd=0.03),
    "tiring": stories.Tiring(skill=0.3, good=0.3, wishes=1, style_sd=0.03),
    "format": effects.FormatOnly(),
    "knowing": World(skill=0.25, spread=0.0, good=0.25, style_sd=0.0),
    # Critics of three sentences: none of their rules does anything, or one of them does.
    "rambling": World(any_edit=0.1, wishes=3),
    "pointed": people.Pointed(good=0.3, wishes=3, skill=0.35),
    # Worlds in which verdicts were confidently wrong.
    "still": people.Still(style_sd=0.15),
    "caching": providers.Caching(style_sd=0.15),
    "drifting": providers.Drifting(skill=0.55),
    "harmful_placebo": World(skill=0.6, spoilt=-0.3),
    "scolded": manners.Scolded(skill=0.65, spoilt=-0.5),
    "reminded": manners.Reminded(skill=0.4),
    "mixed": effects.Mixed(skill=0.5, strength=0.2, spread=0.0),
    "mixed_harm": effects.Mixed(skill=0.6, strength=0.1, spread=0.0, good=-0.12),
    "ceiling": World(skill=0.5, spread=0.0, good=0.24, style_sd=0.01),
    "strong": World(skill=0.3, good=0.22, style_sd=0.02),
    "memory": stories.Memorizing(),
    "echo": people.Echoing(skill=0.3, good=0.15),
    "copying": people.Copying(),
    "chinese": effects.Varying(good=0.1, tongue=CHINESE),
    "chinese_nothing": World(any_edit=0.1, tongue=CHINESE),
    "wordy": stories.Wordy(skill=0.3, good=0.1, wishes=4),
}
"""Worlds by name."""
