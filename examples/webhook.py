"""A receiver of webhooks that takes each notice once: `webhook.py PORT`. It needs nothing but Python."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

taken: set[str] = set()


def is_ours(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request is the service's and at most five minutes old; `headers` have names in lower case."""
    try:
        sent_id, sent_at, given = (headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        if abs(time.time() - int(sent_at)) > 300:
            return False
    except (KeyError, ValueError):
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{sent_id}.{sent_at}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given.split())


class Handler(BaseHTTPRequestHandler):
    """Takes signed notices, and one that it has taken before only to say so."""

    def do_POST(self) -> None:
        """One notice."""
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        ours = is_ours(os.environ["CI_SECRET"], headers, body)
        if ours:
            notice = json.loads(body)
            if notice["id"] not in taken:
                taken.add(notice["id"])
                sys.stdout.write(f"{notice['id']} {notice['status']} {notice['verdict']} {notice['path']}\n")
                sys.stdout.flush()
        self.send_response(204 if ours else 401)
        self.end_headers()


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
