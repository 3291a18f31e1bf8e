"""Editors that breed: crossover (CAPO), crossover with mutation and differences of prompts (EvoPrompt)."""

from gradcheck.optimizer.templates.standard.making import PROMPT, data, editor

_PAIR = f"{PROMPT}\n\nAnother prompt for the same purpose:\n{data('second')}"
_FOUR = (
    f"{PROMPT}\n\nThree more prompts for the same purpose. The first:\n{data('first')}\n\n"
    f"The second:\n{data('second')}\n\nThe best one so far:\n{data('best')}"
)

TEMPLATES = (
    editor("crossover", f"{_PAIR}\n\nWrite one prompt that joins both and keeps what each of them does well."),
    editor(
        "offspring",
        f"{_PAIR}\n\nFirst cross them: make a prompt that takes parts of the one and parts of the other. Then mutate "
        "it: change some of what it says. Write the prompt as it is after both steps.",
    ),
    editor(
        "differential",
        f"{_FOUR}\n\nGo in four steps. Find the parts in which the first and the second differ. Change these parts at "
        "random. Put the changed parts into the best one, in the place of the parts that match them. Cross what comes "
        "of it with the prompt at the top. Write the prompt as it is after all four steps.",
    ),
)
