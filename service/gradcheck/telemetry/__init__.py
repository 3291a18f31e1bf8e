"""What operators see: metrics, traces and logs. They hold no prompt and no secret."""

from gradcheck.telemetry.logs import configure_logging
from gradcheck.telemetry.metrics import Telemetry

__all__ = ["Telemetry", "configure_logging"]
