"""Ways of writing that make no difference, and the scripts that put no spaces between words.

- Full-width, half-width, bold and presentation forms are their plain characters, composed (NFC).
- Decimal digits of any script are the digits 0 to 9, any kind of space is a space.
- Marks that nobody sees (direction, zero width, soft hyphen, byte order) are dropped.
- Superscripts, fractions and circled digits stay what they are: `10²` is not `102`.
"""

import unicodedata
from functools import lru_cache

_SAME_FORMS = frozenset(
    ("<wide>", "<narrow>", "<font>", "<small>", "<vertical>", "<initial>", "<medial>", "<final>", "<isolated>")
)
_UNSEEN = frozenset(
    chr(code)
    for first, last in (
        (0xAD, 0xAD),
        (0x61C, 0x61C),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2064),
        (0x2066, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)

UNSPACED = (
    "\u0e00-\u0fff"  # Thai, Lao, Tibetan
    "\u1000-\u109f\u1100-\u11ff"  # Burmese, Hangul letters
    "\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f"  # Khmer, Tai scripts, Balinese
    "\u3005-\u3007\u3040-\u312f\u3130-\u318f\u31a0-\u31bf\u31f0-\u31ff"  # Kana, Bopomofo, Hangul letters
    "\u3400-\u4dbf\u4e00-\ua4cf"  # Han, Yi
    "\ua960-\ua97f\ua980-\ua9ff\uaa60-\uaadf\uac00-\ud7ff"  # Javanese, more Burmese and Tai, Hangul
    "\uf900-\ufaff\U00020000-\U0003ffff"  # more Han
)
"""Ranges of a character class: scripts whose words stand next to each other, or carry their particles with them."""


def fold(text: str) -> str:
    """The text as every scorer reads it."""
    return text if text.isascii() else unicodedata.normalize("NFC", "".join(map(_plain, text)))


def caseless(text: str) -> str:
    """The folded text in one case; the dotted and the dotless i of Turkish are an i."""
    return fold(text).casefold().replace("i\N{COMBINING DOT ABOVE}", "i").replace("ı", "i")


@lru_cache(maxsize=10_000)
def _plain(char: str) -> str:
    if char in _UNSEEN:
        return ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(char) == "Zs":
        return " "
    form = unicodedata.decomposition(char).partition(" ")[0]
    return unicodedata.normalize("NFKC", char) if form in _SAME_FORMS else char
