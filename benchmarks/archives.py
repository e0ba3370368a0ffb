# SPDX-License-Identifier: LGPL-3.0-or-later
"""Peak memory of the backend while it sends a program's files as one zip archive, against their size.

Run as `python -m benchmarks.archives [GIBIBYTES]`; 2 without a number. The files are real folders of sparse
files, so that no disk is filled. Bar: a fraction of the archive that does not grow with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import requests
import yaml

ROOT = "/ispyb/api/v1"
FILES = 8
MIB = 1024 * 1024


class Service:
    """A backend process of its own, on an empty database."""

    def __init__(self, folder: Path) -> None:
        config = folder / "config.yaml"
        uri = f"sqlite:///{folder / 'bench.sqlite'}"
        server = {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": "s" * 40, "FILE_ROOTS": [str(folder)]}
        config.write_text(yaml.safe_dump({"server": server}))
        program = [sys.executable, "-m", "backend"]
        chosen = ["--config", str(config)]
        subprocess.run([*program, "init-db", *chosen], check=True, stdout=subprocess.DEVNULL)
        add = [*program, "user", "add", "bench", "--permission", "administrate", *chosen]
        subprocess.run(add, input=b"a password", check=True, stdout=subprocess.DEVNULL)
        self._process = subprocess.Popen(
            [*program, "serve", *chosen], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        self._url = json.loads(self._process.stdout.readline())["url"] + ROOT
        self._session = requests.Session()
        token = self.new("/auth/login", username="bench", password="a password")["token"]  # noqa: S106
        self._session.headers["Authorization"] = f"Bearer {token}"

    def new(self, path: str, **body: Any) -> dict[str, Any]:
        """A write that must succeed."""
        answer = self._session.post(self._url + path, json=body, timeout=60)
        answer.raise_for_status()
        row: dict[str, Any] = answer.json()
        return row

    def save(self, path: str, target: Path) -> None:
        """Write what a path answers into a file, piece by piece."""
        answer = self._session.get(self._url + path, stream=True, timeout=600)
        with answer, target.open("wb") as out:
            answer.raise_for_status()
            for part in answer.iter_content(MIB):
                out.write(part)

    def forget_peak(self) -> int:
        """Count the most memory anew from now; gives what the process has now, in bytes."""
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5")
        return self.peak()

    def peak(self) -> int:
        """The most memory that the process had, in bytes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    def end(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait()


def stored(service: Service, folder: Path, size: int) -> int:
    """The key of a program whose files have this size together."""
    program: int = service.new("/autoproc/programs")["autoProcProgramId"]
    for number in range(FILES):
        file = folder / f"data-{number}.h5"
        with file.open("wb") as sparse:
            sparse.truncate(size // FILES)
        place = {"filePath": str(folder), "fileName": file.name}
        service.new("/autoproc/attachments", autoProcProgramId=program, **place)
    return program


def main() -> None:
    """Print peak memory before and after, against the size of the archive."""
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else 2) * 1024 * MIB)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = Service(folder)
        try:
            program = stored(service, folder, size)
            before = service.forget_peak()
            start = time.perf_counter()
            service.save(f"/autoproc/programs/{program}/attachments/download", folder / "all.zip")
            seconds = time.perf_counter() - start
            after = service.peak()
        finally:
            service.end()
        with zipfile.ZipFile(folder / "all.zip") as archive:
            assert sum(entry.file_size for entry in archive.infolist()) == size // FILES * FILES
    speed = f"{seconds:.1f} s, {size / MIB / seconds:.0f} MiB/s"
    print(f"{size / MIB:.0f} MiB of files as one archive: {speed}")
    memory = f"{before / MIB:.0f} MiB before, {after / MIB:.0f} MiB at most meanwhile"
    print(f"memory of the backend: {memory}, {(after - before) / size:.2%} of the size more")


if __name__ == "__main__":
    main()
