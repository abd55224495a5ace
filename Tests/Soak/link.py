"""An HTTP server with one file, which it sends slowly: so many bytes in a second, by ranges as well."""

import http.server
import re
import threading
import time


class SlowLink:
    """Serves `path` at a link of its name, until the end of the `with`."""

    def __init__(self, path, bytes_per_second):
        self.path, self.rate = path, bytes_per_second

    def __enter__(self):
        content, rate = self.path.read_bytes(), self.rate

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                first, last = 0, len(content) - 1
                wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                if wanted:
                    first = int(wanted[1])
                    last = min(int(wanted[2] or last), last)
                if first > last:
                    return self.send_error(416)
                self.send_response(206 if wanted else 200)
                self.send_header("ETag", '"soak"')
                self.send_header("Content-Length", str(last - first + 1))
                if wanted:
                    self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
                self.end_headers()
                # Ten pieces in a second.
                for start in range(first, last + 1, max(1, rate // 10)):
                    try:
                        self.wfile.write(content[start : min(start + rate // 10, last + 1)])
                    except OSError:
                        return None
                    time.sleep(0.1)
                return None

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/{self.path.name}"
