"""Files of other tools: what they hold as prompts, examples, scoring and feedback, and results as such files.

It is pure: texts and values in, values out. `recognize` is the way in.
"""

from gradcheck.formats.recognize import KINDS, recognize, recognize_rows
from gradcheck.formats.recognized import Recognized

__all__ = ["KINDS", "Recognized", "recognize", "recognize_rows"]
