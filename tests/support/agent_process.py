"""The example application in a process of its own: `agent_process.py PORT LOG`. It writes down what it computes.

Each line of the log is the id of an answer that was computed, written before the answer goes out.
"""

import runpy
import sys
import time
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[2] / "examples/application.py"


def main(port: int, log: Path) -> None:
    """Serve until killed; an answer takes 20 ms."""
    handler: Any = runpy.run_path(str(EXAMPLE))["Handler"]
    send = handler.answer
    with log.open("a", buffering=1) as file:

        def answer(request: Any, status: int, content: dict[str, Any]) -> None:  # noqa: ANN401 - of the example
            file.write(f"{request.headers['webhook-id']} {status}\n")
            time.sleep(0.02)
            send(request, status, content)

        handler.answer = answer
        handler.log_message = lambda *_: None
        ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
