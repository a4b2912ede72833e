"""``python -m tests.support.s3_server PORT``: an object store in memory that speaks S3."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.support.ports import free_port

BUCKET = "models"


class S3Server:
    """A server with one bucket, for nobody else.

    Attributes:
        port: where it is.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.s3_server", str(self.port)],
            cwd=Path(__file__).resolve().parents[2],
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{self.port}/{BUCKET}"
        deadline = time.monotonic() + 120
        while True:
            try:
                request = urllib.request.Request(url, method="PUT")
                with urllib.request.urlopen(request, timeout=5):
                    return
            except OSError:
                assert self._process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def settings(port: int, prefix: str = "") -> dict[str, str]:
    """What a server has to have in its environment to share models there."""
    return {
        "AWS_ACCESS_KEY_ID": "digitnet",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "DIGITNET_MODELS": f"s3://{BUCKET}/{prefix}",
    }


if __name__ == "__main__":
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import run_simple

    application = DomainDispatcherApplication(create_backend_app)
    # One request after another: moto looks whether an object is there and writes it in two steps.
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=False)
