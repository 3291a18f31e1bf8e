"""The kinds of scoring that stand by themselves, and may be part of a weighted one."""

from gradcheck.scoring.choice import Choice
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.f1 import F1
from gradcheck.scoring.hosted import Hosted
from gradcheck.scoring.installed import Installed
from gradcheck.scoring.json_fields import Json
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.sets import Set
from gradcheck.scoring.tool_calls import ToolCalls

SingleScoring = Exact | Choice | Numeric | Contains | Regex | F1 | Json | Set | ToolCalls | Judge | Hosted | Installed
