"""An application of a team's own: an agent of three steps with one tool, behind HTTP. It needs nothing but Python."""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GOOD = {"good", "great", "excellent", "perfect", "wonderful", "superb", "charming", "helpful", "elegant", "amazing"}
BAD = {"bad", "terrible", "awful", "horrible", "dreadful", "boring", "useless", "rude", "dirty", "broke", "tedious"}
known: dict[str, dict[str, Any]] = {}


def is_ours(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request is the service's and at most five minutes old; `headers` have names in lower case."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return any(hmac.compare_digest(expected, given) for given in headers["webhook-signature"].split())


def look_up(text: str) -> dict[str, int]:
    """The agent's tool: how many good and bad words a text has."""
    words = [word.strip(".,!?") for word in text.lower().split()]
    return {"good": sum(word in GOOD for word in words), "bad": sum(word in BAD for word in words)}


def agent(instructions: str, text: str) -> dict[str, Any]:
    """Plan by the instructions, look the words up, write the answer."""
    asked = instructions.lower()
    brief = "one word" in asked or ("positive" in asked and "negative" in asked)
    found = look_up(text)
    label = "positive" if found["good"] >= found["bad"] else "negative"
    output = label if brief else f"The text sounds rather {label} to me."
    trace = [f"plan: {'name the label' if brief else 'describe the sentiment'}", {"look_up": found}, f"write: {output}"]
    return {"output": output, "trace": trace}


class Handler(BaseHTTPRequestHandler):
    """Answers signed requests, and the same one with what it has answered before."""

    def do_POST(self) -> None:
        """One request."""
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_ours(os.environ["SUPPORT_SECRET"], headers, body):
            return self.answer(401, {"error": "not signed by the service"})
        asked = json.loads(body)
        if asked["id"] not in known:
            known[asked["id"]] = agent(asked["components"]["instructions"], asked["input"]["text"])
        return self.answer(200, known[asked["id"]])

    def answer(self, status: int, content: dict[str, Any]) -> None:
        """Send JSON."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", 9000), Handler).serve_forever()
