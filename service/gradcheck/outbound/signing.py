"""How a receiver knows that a request is ours: the headers of the specification Standard Webhooks 1.0.0.

What is signed is `{id}.{timestamp}.{body}`, by HMAC-SHA256.
"""

import base64
import hashlib
import hmac


def signed_headers(secret: bytes, request_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The headers that carry a request's id, its time in seconds since 1970 and its signature."""
    content = f"{request_id}.{timestamp_s}.".encode() + body
    signature = base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    return {"webhook-id": request_id, "webhook-timestamp": str(timestamp_s), "webhook-signature": f"v1,{signature}"}
