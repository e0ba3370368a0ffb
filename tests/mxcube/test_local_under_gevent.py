# SPDX-License-Identifier: LGPL-3.0-or-later
"""Beside gevent an object brings its own backend too, and starts it again when it died."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from gevent import monkey
monkey.patch_all(thread=False)
import json, os, signal, sys, gevent
from hwobj.client.local_process import find
from hwobj.SsxIspybClient import SsxIspybClient

ssx = SsxIspybClient("ssx")
set_property = ssx._set_property if hasattr(ssx, "_set_property") else ssx.set_property
set_property("local", "True")
set_property("data_dir", sys.argv[1])
ssx.init()
with gevent.Timeout(60):
    while ssx.link.state.name != "connected":
        gevent.sleep(0.05)
first = find(ssx.link._backend.data_dir).pid
os.kill(first, signal.SIGKILL)
beats = []
gevent.spawn(lambda: [beats.append(gevent.sleep(0.01)) for _ in iter(int, 1)])
samples = ssx.get_loaded_samples()
print(json.dumps([samples, len(beats), find(ssx.link._backend.data_dir).pid != first]))
sys.stdout.flush()
os._exit(0)
"""


def test_a_local_backend_that_died_is_started_again_while_greenlets_go_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.stdout, done.stderr
    samples, beats, another = json.loads(done.stdout)
    assert (samples, another) == ([], True)
    assert beats > 10
