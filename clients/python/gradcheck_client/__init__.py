"""Client of the Gradcheck service: `Gradcheck` and `AsyncGradcheck`; `models` and `operations` are generated."""

from gradcheck_client.aio.client import AsyncGradcheck
from gradcheck_client.errors import GradcheckError, ProblemError
from gradcheck_client.exchange import Retries
from gradcheck_client.notebook import Report
from gradcheck_client.sync.client import Gradcheck

__all__ = ["AsyncGradcheck", "Gradcheck", "GradcheckError", "ProblemError", "Report", "Retries"]
