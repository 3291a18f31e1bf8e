"""Editors that breed: crossover (CAPO), crossover with mutation and differences of prompts (EvoPrompt)."""

from gradcheck.optimizer.templates.chats import PROMPT, data, editor
from gradcheck.optimizer.templates.completions import EDITOR_TEMPERATURE, completion

_PAIR = f"{PROMPT}\n\nAnother prompt for the same purpose:\n{data('second')}"
_FOUR = (
    f"{PROMPT}\n\nThree more prompts for the same purpose. The first:\n{data('first')}\n\n"
    f"The second:\n{data('second')}\n\nThe best one so far:\n{data('best')}"
)

STANDARD = (
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

_CROSSOVER = """\
First: What language is this?
Second: Read the text. Answer with one word: english or french.
Both in one: Read the text. What language is this? Answer with one word: english or french.

First: Write about the article and keep it short.
Second: Describe the article, without side stories.
Both in one: Write about the article. Keep it short and leave out side stories.

First: How big is the thing? Answer with one word.
Second: Say whether the thing is large or small.
Both in one: How big is the thing? Answer with one word: large or small.

First: {{instruction}}
Second: {{second}}
Both in one:"""

_OFFSPRING = """\
First: What language is this?
Second: Read the text. Answer with one word: english or french.
Both in one, changed a little: Which language is the text in? Reply with one word: english or french.

First: Write about the article and keep it short.
Second: Describe the article, without side stories.
Both in one, changed a little: Sum up the article in one sentence, without side stories.

First: How big is the thing? Answer with one word.
Second: Say whether the thing is large or small.
Both in one, changed a little: Name the size of the thing with one word: large or small.

First: {{instruction}}
Second: {{second}}
Both in one, changed a little:"""

_DIFFERENTIAL = """\
One: What language is this?
Two: Read the text and name its language.
Best: What language is this? Answer english or french.
Base: Which language do you see here?
New: Read the text. Which language is it? Answer with one word: english or french.

One: Write about the article in one sentence.
Two: Write about the article, without side stories.
Best: Write about the article and keep it short.
Base: Describe the article.
New: Describe the article in one short sentence, without side stories.

One: How big is the thing?
Two: Say the size of the thing with one word.
Best: Is the thing large or small?
Base: Look at the thing.
New: Look at the thing. Say with one word whether it is large or small.

One: {{first}}
Two: {{second}}
Best: {{best}}
Base: {{instruction}}
New:"""

SMALL = (
    completion("crossover", _CROSSOVER, EDITOR_TEMPERATURE),
    completion("offspring", _OFFSPRING, EDITOR_TEMPERATURE),
    completion("differential", _DIFFERENTIAL, EDITOR_TEMPERATURE),
)
