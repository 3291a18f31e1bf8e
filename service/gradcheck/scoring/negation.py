"""Negations beside a label, in the languages that people ask for: the words that say that an answer is not this one."""

import re

_OPEN = r"[\"'“‘„«*(「『《]*$"
_CLOSE = r"[\"'”’“»*)」』》]*"

_WORDS = (
    r"not|never|neither|nor|cannot|without|rather\s+than|instead\s+of|n['’]t"
    r"|nicht|kein(?:e[mnrs]?)?|weder|weder\b.*\bnoch|statt"
    r"|pas|no\s+(?:es|son|era)|não(?:\s+é)?|nem|non(?:\s+è)?|né|ni|niet|geen|inte|ikke"
    r"|не|ни|nie(?:\s+jest)?|bukan|tidak|không(?:\s+phải)?(?:\s+là)?|و?ليست?|غير|לא|אינו|אינה"
)
_ARTICLES = r"be|an?|the|ein(?:e[mnrs]?)?|une?|una|le|la|el|um|uma"
_SPACED_BEFORE = rf"(?:(?<!\w)(?:{_WORDS})|n['’]t)\s+(?:(?:{_ARTICLES})\s+){{0,2}}"

_HAN = r"(?:不|非|没有?|沒有?|无|無|未)(?:是|属于|屬於|算|能|说|說|太|很|必|一定|一[个個种種]|的|为|為|\s)*"
_THAI = r"(?:ไม่|มิ|หาไม่)(?:ใช่|ได้|เป็น|เชิง|ด้าน|\s)*"
_LAO = r"ບໍ່(?:ແມ່ນ|ເປັນ|\s)*"
_KHMER = r"មិន(?:មែន|ជា|\s)*"

_JAPANESE = (
    r"(?:的)?な?(?:もの|こと)?(?:"
    r"(?:で|じ[ゃや])[はも]?(?:な[いくかけし](?!か|でしょうか)|あり?ません(?!か))|とは(?:言|い)え(?:ない|ません)"
    r"|でも[^。\n]{0,20}でも(?:な[いくか]|ありません))"
)
_KOREAN = (
    r"(?:적)?(?:인\s?것)?(?:[이가은는도]|이[라란])?\s*(?:아니(?!면)|아닌|아닙|아님)"
    r"|(?:적)?(?:이|하)지(?:[는도])?\s*(?:않|못)|도\s[^.\n]{1,12}도\s*(?:아니|아닌|아닙)"
)
_OTHERS_AFTER = r"\s+(?:değil|नहीं|नहि|نیست|না)|\s*မဟုတ်|\s*[:=]\s*(?:no|false)\s*(?:$|[,;.\n])"

BEFORE = re.compile(rf"(?:{_SPACED_BEFORE}|{_HAN}|{_THAI}|{_LAO}|{_KHMER}){_OPEN}", re.IGNORECASE | re.DOTALL)
"""Searched in what stands before a label."""

AFTER = re.compile(rf"{_CLOSE}(?:{_JAPANESE}|{_KOREAN}|{_OTHERS_AFTER})", re.IGNORECASE)
"""Matched at what stands after a label."""
