"""Serves the connector's keys from a thread of its own.

The SDK fetches them with a blocking call inside its event loop; served from the same loop, as in tests and in
the demo, they would never come.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sandbox.teams.keys import ISSUER
from sandbox.workspace.messages import Json

WELL_KNOWN = "/v1/.well-known"


class KeyDoor:
    """Open from ``start`` to ``stop``; ``fetched`` counts how often the keys were asked for."""

    def __init__(self, published: Json) -> None:
        self._published = published
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.url = ""
        self.fetched = 0

    def start(self, host: str) -> None:
        server = ThreadingHTTPServer((host, 0), self._handler())
        self.url = f"http://{host}:{server.server_address[1]}"
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def _page(self, path: str) -> Json | None:
        if path == f"{WELL_KNOWN}/keys":
            self.fetched += 1
            return self._published
        if path != f"{WELL_KNOWN}/openidconfiguration":
            return None
        told: Json = {"issuer": ISSUER, "jwks_uri": f"{self.url}{WELL_KNOWN}/keys"}
        return {**told, "id_token_signing_alg_values_supported": ["RS256"]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        page = self._page

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = page(self.path)
                body = json.dumps(found).encode()
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Leaves the console to the program around it."""

        return Handler
