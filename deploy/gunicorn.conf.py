# SPDX-License-Identifier: LGPL-3.0-or-later
"""gunicorn's settings: `SSX_CONFIG=backend.yaml gunicorn -c deploy/gunicorn.conf.py`."""

import os
import shutil
import tempfile
from typing import Any

wsgi_app = "backend:create_app()"
bind = os.environ.get("SSX_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("SSX_WORKERS", "2"))
worker_class = "gthread"
threads = 16  # each open event stream holds one
timeout = 120
graceful_timeout = 20
max_requests = 20000
max_requests_jitter = 2000
accesslog = None  # the backend writes a line for each request itself, with its id and without its query
control_socket_disable = True

made = ""
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    made = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="ssx-metrics-")


def child_exit(_server: object, worker: Any) -> None:
    """Figures of a worker that ended stay in the sums; what it had in work does not."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: object) -> None:
    """Clear away the folder of figures that was made here."""
    if made:
        shutil.rmtree(made, ignore_errors=True)
