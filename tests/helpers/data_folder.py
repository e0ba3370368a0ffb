# SPDX-License-Identifier: LGPL-3.0-or-later
"""Makes the data folder of a version, to be kept: `python -m tests.helpers.data_folder tests/data/VERSION`.

It is made as a person makes one: by the commands, over HTTP, and by the real window on a screen (xdotool and
an X server are needed). Nothing of the program is imported, so that the folder is what that version writes.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import requests
from PIL import Image

ROOT = "/ispyb/api/v1"
ARCHIVE = "data-folder.tar.xz"
ELSEWHERE = "/home/anna/ssx-desk"
"""What stands where a file names the folder: the one that it was made in is nobody's business."""

CHOICES = {
    "paper": "Letter",
    "template": "thermal-100x150",
    "sound": False,
    "places": [ELSEWHERE, "https://ispyb.example.org"],
    "work": {ELSEWHERE: [2, None], "https://ispyb.example.org": [7, 12]},
    "columns": {"Name,Protein": ["sample", "protein"]},
}
"""What was chosen in the settings; the window that closes writes it in its own way."""

ACRONYM, SHIPMENT, LATER = "KEPTWHILETYPING", "SENTANDNOTANSWERED", "Stored after the backups"
LEFT_OUT = re.compile(r"(backend\.\w+|.*\.lock|.*\.sqlite-\w+|cache)")
"""What belongs to a process that runs, or can be made again."""

PDB = b"""\
CRYST1   78.800   78.800   36.900  90.00  90.00  90.00 P 43 21 2     8
ATOM      1  N   LYS A   1      -9.111   9.222   7.333  1.00 20.00           N
ATOM      2  CA  LYS A   1      -8.111  10.222   7.333  1.00 20.00           C
END
"""
WAIT_S = 60.0
QT = {"QT_API": "pyqt5", "QT_QPA_PLATFORM": "xcb"}

Row = dict[str, Any]


def make(folder: Path) -> None:
    """Fill a data folder: the demo, a proposal of its own with files, backups, choices, drafts."""
    command("demo", "--data-dir", str(folder))
    with serving(folder) as api:
        fill(api)
        waited_for(lambda: list(folder.glob("backups/*-daily.sqlite")))
    command("backup", "make", "--data-dir", str(folder))
    choose(folder)
    leave_drafts(folder)
    with serving(folder) as api:
        api.new("/contacts/labs", name=LATER)
    tidy(folder)


class Api:
    """The local backend of a folder, spoken to as any program may."""

    def __init__(self, folder: Path) -> None:
        address = json.loads((folder / "backend.json").read_text(encoding="utf-8"))
        self.url, self.pid = address["url"] + ROOT, address["pid"]
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {address['secret']}"

    def new(self, path: str, **body: Any) -> Row:
        """Store a row and give it."""
        return self.send("POST", path, json=body)

    def send(self, method: str, path: str, **options: Any) -> Row:
        """One request that must be done, and the row or list that it gives."""
        told: Row = self._ask(method, path, **options).json()
        return told

    def content(self, path: str) -> bytes:
        """A file."""
        return self._ask("GET", path).content

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        answer = self._session.request(method, self.url + path, timeout=WAIT_S, **options)
        assert answer.ok, answer.text
        return answer


def fill(api: Api) -> None:
    """An own proposal from its people to its loaded sample, a PDB file and a micrograph."""
    person = api.new("/contacts/persons", familyName="Zürich", givenName="Anna", login="zuerich")
    mine = api.new("/proposals", proposalCode="ls", proposalNumber="100", personId=person["personId"])
    own = {"proposalId": mine["proposalId"]}
    crystal, container = shipped(api, own)
    sample = {"crystalId": crystal["crystalId"], "containerId": container["containerId"]}
    for place in ("1", "2"):
        api.new("/samples", name=f"own_{place}", location=place, **sample)
    model = {"files": {"file": ("model.pdb", PDB)}}
    api.send("PATCH", f"/samples/crystals/{crystal['crystalId']}/pdb", **model)
    loaded(api, own, crystal)


def shipped(api: Api, own: Row) -> tuple[Row, Row]:
    """Contacts, protein, crystal and a shipment; gives the crystal and its container."""
    laboratory = {"name": "Universität Zürich", "address": "Winterthurerstraße 190"}
    contacts = [
        api.new(
            "/contacts/lab_contacts",
            cardName=name,
            courierAccount="960",
            person={"familyName": name, "emailAddress": f"{name.lower()}@example.org"},
            laboratory=laboratory,
            **own,
        )["labContactId"]
        for name in ("Anna", "Bertha")
    ]
    protein = api.new(
        "/samples/proteins", acronym="OWN", name="Lysozyme of our own", safetyLevel="GREEN", **own
    )
    crystal = api.new("/samples/crystals", proteinId=protein["proteinId"], spaceGroup="P43212", cell_a=78.8)
    shipping = api.new(
        "/shippings",
        shippingName="Own shipment",
        sendingLabContactId=contacts[0],
        returnLabContactId=contacts[1],
        deliveryAgent_agentName="DHL",
        **own,
    )
    dewar = api.new("/shippings/dewars", shippingId=shipping["shippingId"], code="OWN-1", barCode="LS100OWN1")
    unipuck = {"code": "OWN-P1", "containerType": "Unipuck"}
    return crystal, api.new("/shippings/containers", dewarId=dewar["dewarId"], **unipuck)


def loaded(api: Api, own: Row, crystal: Row) -> None:
    """The chain of a loaded sample: sizes, buffer, slurry with its micrograph, stock, device."""
    sizes = api.new(
        "/ssx/samples/crystal_size_distribution",
        crystalHabit="rod",
        characteristicDimensions=[4, 4, 9.5],
        minDimension=[2, 2, 5],
        descriptionJson={"method": "microscope", "n": 120},
        **own,
    )
    salt = {"component": "sodium acetate", "type": "buffer", "concentration": 50, "unit": "mM"}
    buffer = api.new("/ssx/samples/buffers", name="acetate", pH=4.6, composition=[salt], **own)
    slurry = api.new(
        "/ssx/samples/crystal_slurry",
        name="own_slurry",
        crystalDensity=2e6,
        crystalIds=[crystal["crystalId"]],
        crystalSizeDistributionId=sizes["crystalSizeDistributionId"],
        bufferId=buffer["bufferId"],
        descriptionJson={"storageTemperature": 20},
        **own,
    )
    form = {"crystalSlurryId": slurry["crystalSlurryId"], "objectSidePixelSize": "[0.5, 0.5]"}
    api.send("POST", "/ssx/samples/micrographs", data=form, files={"file": ("own.png", micrograph())})
    key = slurry["crystalSlurryId"]
    stock = api.new(
        "/ssx/samples/sample_stocks", name="own_stock", crystalSlurryId=key, concentrationFactor=5, **own
    )
    tape = {"type": "tapeDevice", "descriptionJson": {"speed": 300, "dropletVolume": 0.8}}
    device = api.new("/ssx/samples/delivery_devices", **tape, **own)
    ends = {
        "sampleStockId": stock["sampleStockId"],
        "sampleDeliveryDeviceId": device["sampleDeliveryDeviceId"],
    }
    api.new("/ssx/samples", name="own_sample", **ends, **own)


def micrograph() -> bytes:
    """A picture that is dark on the left and bright on the right."""
    made = io.BytesIO()
    Image.linear_gradient("L").rotate(90).resize((400, 300)).save(made, "PNG")
    return made.getvalue()


class Window:
    """A running `ssx-desk`, which gets its keys from the X server."""

    def __init__(self, folder: Path, screen: str) -> None:
        context = [sys.executable, "-m", "ssx_widget", "--data-dir", str(folder), "--screen", screen]
        self.folder = folder
        self.process = subprocess.Popen(context, start_new_session=True, env=os.environ | QT)
        pid = str(self.process.pid)
        window = xdotool("search", "--sync", "--onlyvisible", "--pid", pid, "--name", "SSX")
        xdotool("windowfocus", "--sync", window.split()[-1])

    def types(self, text: str) -> None:
        """Press a key for each letter."""
        xdotool("key", *text)

    def drafts(self) -> list[Row]:
        """What its drafts hold on disk."""
        files = self.folder.glob("drafts/local/*/*.json")
        return [json.loads(each.read_text(encoding="utf-8"))["changes"] for each in files]

    def holds(self, column: str, value: str) -> bool:
        """Whether a draft on disk has that value."""
        return any(draft.get(column) == value for draft in self.drafts())

    def begins(self, column: str) -> None:
        """Ctrl+N as soon as the screen takes it: a letter that gets to the disk tells that it has."""
        end = time.monotonic() + WAIT_S
        while not comes(lambda: self.holds(column, "H"), 2.0):
            assert time.monotonic() < end, "the window did not begin a row"
            xdotool("key", "ctrl+n", "H")
        xdotool("key", "BackSpace")

    def is_killed(self) -> None:
        """End it at once; its backend ends by itself."""
        self.process.kill()
        self.process.wait()
        waited_for(lambda: not (self.folder / "backend.json").exists())


def choose(folder: Path) -> None:
    """A window that opens and closes: what a person chose is kept."""
    (folder / "window.json").write_text(json.dumps(CHOICES), encoding="utf-8")
    picture = folder.with_name("window.png")
    context = [sys.executable, "-m", "ssx_widget", "--data-dir", str(folder), "--screen", "samples"]
    subprocess.run([*context, "--screenshot", str(picture)], check=True, env=os.environ | QT)
    waited_for(lambda: not (folder / "backend.json").exists())


def leave_drafts(folder: Path) -> None:
    """Windows that are killed: one before its request was answered, one while somebody types."""
    window = Window(folder, "shipments")
    window.begins("shippingName")
    window.types(SHIPMENT)
    waited_for(lambda: window.holds("shippingName", SHIPMENT))
    backend = Api(folder).pid
    os.kill(backend, signal.SIGSTOP)
    xdotool("key", "ctrl+s")
    waited_for(lambda: list(folder.glob("drafts/local/*/*.sending")))
    window.process.kill()
    os.kill(backend, signal.SIGKILL)
    window.process.wait()
    (folder / "backend.json").unlink()

    window = Window(folder, "samples")
    window.begins("acronym")
    window.types(ACRONYM)
    waited_for(lambda: window.holds("acronym", ACRONYM))
    window.is_killed()


def tidy(folder: Path) -> None:
    """Leave what a folder is that no process uses, without a word of where it was made."""
    with closing(sqlite3.connect(folder / "ssx-desk.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    window = folder / "window.json"
    window.write_text(window.read_text(encoding="utf-8").replace(str(folder), ELSEWHERE), encoding="utf-8")
    words = [str(folder), str(Path.home()), str(Path(__file__).parents[2]), f" on {socket.gethostname()}"]
    for file in kept(folder):
        told = [word for word in words if word.encode() in file.read_bytes()]
        assert not told, f"{file} holds {told}"


def kept(folder: Path) -> list[Path]:
    """The files that are part of it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if not any(map(LEFT_OUT.fullmatch, path.relative_to(folder).parts))]


def packed(folder: Path, file: Path) -> None:
    """The folder as an archive, in which nobody owns the files."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        return member

    with tarfile.open(file, "w:xz") as archive:
        for path in kept(folder):
            archive.add(path, str(path.relative_to(folder)), filter=plain)


@contextmanager
def serving(folder: Path) -> Iterator[Api]:
    """The local backend of the folder, as long as the block lasts."""
    serve = [sys.executable, "-m", "backend", "serve", "--data-dir", str(folder)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "the backend did not start"
        try:
            yield Api(folder)
        finally:
            process.terminate()


@contextmanager
def screen() -> Iterator[None]:
    """An X server of its own for the windows."""
    reading, writing = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(xvfb, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            os.environ["DISPLAY"] = f":{answer.readline().strip()}"
        try:
            yield
        finally:
            server.terminate()


def command(*arguments: str) -> None:
    """A command of the backend."""
    subprocess.run([sys.executable, "-m", "backend", *arguments], check=True)


def xdotool(*words: str) -> str:
    """What xdotool says."""
    return subprocess.run(
        ["xdotool", *words], check=True, capture_output=True, text=True, timeout=WAIT_S
    ).stdout


def comes(state: Callable[[], object], within: float) -> bool:
    """Look again and again, for so many seconds."""
    end = time.monotonic() + within
    while not state():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def waited_for(state: Callable[[], object]) -> None:
    """Look until it is so."""
    assert comes(state, WAIT_S), "what was waited for did not come"


def main() -> None:
    """Make the folder aside and put its archive where it is told."""
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as aside, screen():
        folder = Path(aside) / "data"
        make(folder)
        packed(folder, target / ARCHIVE)


if __name__ == "__main__":
    main()
