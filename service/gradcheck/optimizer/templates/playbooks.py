"""The words of ACE: who reflects on an answer, who says what a playbook lacks, and how a prompt holds its bullets."""

from gradcheck.domain.call import Sampling
from gradcheck.domain.feedback import Template
from gradcheck.optimizer.playbook import HEADING, MARK
from gradcheck.optimizer.templates import gradients
from gradcheck.optimizer.templates.chats import ANSWERED, PROMPT, critic, data
from gradcheck.optimizer.templates.completions import CRITIC_TEMPERATURE, completion

_BOOK = f"The playbook at its end, with how often each bullet has helped and harmed:\n{data('playbook')}"
# No model is asked: the text is what there was, with more after it.
_GROWING = {
    "start_playbook": f"{{{{instruction}}}}\n\n{HEADING}\n{{{{feedback}}}}",
    "add_bullets": "{{instruction}}\n{{feedback}}",
    "give_review": "{{instruction}}\n\nA review of an earlier answer to this input:\n{{feedback}}",
}


def _growing(*, keeps_frame: bool) -> tuple[Template, ...]:
    return tuple(
        Template(
            name=name,
            endpoint="none",
            user=user,
            feedback_line=f"{MARK}{{{{feedback}}}}",
            absent="",
            sampling=Sampling(),
            keeps_frame=keeps_frame,
        )
        for name, user in _GROWING.items()
    )


STANDARD = (
    critic(
        "reflect_on_playbook",
        f"{ANSWERED}\n\n{_BOOK}\n\n"
        "Say what was right or wrong in the answer, why it came to that, what should have been done, and what one "
        "thing is worth remembering. End with two lines that hold the numbers of the bullets that led to a right "
        "answer and of those that led astray, or nothing:\nHelpful:\nHarmful:",
    ),
    critic(
        "curate",
        f"{PROMPT}\n\n{_BOOK}\n\nA reflection on an answer:\n{data('feedback')}\n\n"
        "Write the bullets that the playbook lacks: each short, clear by itself, about inputs of this kind and not "
        "about a single one. Repeat none that is there. If it lacks none, write none.",
        several=True,
    ),
    *_growing(keeps_frame=False),
)

_CURATE = """\
Lesson: The answer must be one of the words english or french and nothing else.
Bullet: Answer with one word, english or french, and nothing else.

Lesson: The answer tells another story than the article.
Bullet: Tell what the article tells and no other story.

Lesson: The answer must be one of the words large or small and nothing else.
Bullet: Answer with one word, large or small, and nothing else.

Lesson: {{feedback}}
Bullet:"""

SMALL = (
    completion(
        "reflect_on_playbook",
        f"Known: {{{{playbook}}}}\n\n{gradients.CRITIQUE}",
        CRITIC_TEMPERATURE,
        evidence_line=gradients.MISTAKE,
    ),
    completion("curate", _CURATE, CRITIC_TEMPERATURE),
    *_growing(keeps_frame=True),
)
