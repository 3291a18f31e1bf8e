"""Those who look at data and programs, and the editor who is told of both: the words of MIPROv2."""

from msgspec.structs import replace

from gradcheck.optimizer.templates.standard.making import PROMPT, critic, data, editor

_EXAMPLE = "{{number}}. Input: {{input}}\n   Output: {{output}}"

TEMPLATES = (
    replace(
        critic(
            "observe",
            f"Examples of a task, with the outputs that are wanted:\n{data('examples')}\n\n"
            "Say in two or three sentences what is common to them and what decides the output. Copy no example.",
        ),
        example_line=_EXAMPLE,
    ),
    critic(
        "summarize",
        f"What several readers have seen in examples of one task:\n{data('observations')}\n\n"
        "Say in two or three sentences what they agree on and what a newcomer to the task must know.",
    ),
    critic(
        "describe_program",
        f"The prompts of a program, step by step:\n{data('modules')}\n\n"
        f"What is known of its task:\n{data('task')}\n\n"
        "Say in two or three sentences what the program is for and how its steps work together.",
    ),
    critic(
        "describe_part",
        f"{PROMPT}\n\nIts name:\n{data('name')}\n\nThe program it belongs to:\n{data('program')}\n\n"
        "Say in one or two sentences what this prompt is for in the program.",
    ),
    replace(
        editor(
            "propose_grounded",
            f"{PROMPT}\n\nWhat is known of the data:\n{data('summary')}\n\n"
            f"What the program is for:\n{data('program')}\n\nWhat this prompt is for in it:\n{data('part')}\n\n"
            f"A tip:\n{data('tip')}\n\nInputs with good outputs:\n{data('examples')}\n\n"
            "Write a prompt that makes a model do this task well.",
        ),
        example_line=_EXAMPLE,
    ),
)
