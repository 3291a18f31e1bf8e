"""The version of what a job does: the number and the rule. What becomes of older jobs is owned by `jobs/versions.py`.

A job that was interrupted is carried out again from the top, and what it has paid for is found by where it was asked
and by what was asked. So whatever changes one of these raises the version, in the same change:

- paths: where in a job a call is made, and the ids that derive from it;
- keys: what of a call is part of its content, and every text that models are sent;
- parsing: what is read out of an answer;
- scoring: what a score is, and what a comparison of scores makes of those that are missing;
- splits: which example falls where.

What only adds (a method, a scorer, a field that is left out where nobody sets it) does not. Jobs of an older version
that have ended are read as they were stored.
"""

VERSION = "8"
