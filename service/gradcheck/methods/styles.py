"""Ways of thinking about a task, for editors that write a prompt anew. It owns the sentences and no choice of them."""

THINKING_STYLES = (
    "Break the task into small steps and say in which order they are taken.",
    "Ask what a careful reader could still misunderstand, and settle it.",
    "Put first what decides the answer, and leave out what does not.",
    "Say exactly what form an answer has, and what it must not contain.",
    "Think of the input that is hardest to get right, and say how it is dealt with.",
    "Write as you would for somebody who has never seen such a task.",
    "Write as an expert of the field would write to a colleague.",
    "Name what an answer has to be checked for before it is given.",
    "Look at the task from its end: what is the answer used for, and what follows from that?",
    "Question what the task seems to take for granted, and say what really holds.",
    "Say it as briefly as it can be said without losing anything.",
    "Give a rule for each kind of input, and one for inputs that fit no kind.",
)
