"""An application of a team's own: it checks who asks."""

import base64
import hashlib
import hmac
import time


def is_ours(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request is the service's and at most five minutes old; `headers` have names in lower case."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return any(hmac.compare_digest(expected, given) for given in headers["webhook-signature"].split())
