# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small real site of PDB entries, well-behaved and not, and files in both formats."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PDB = b"""\
CRYST1   78.800   78.800   36.900  90.00  90.00  90.00 P 43 21 2     8
ATOM      1  N   LYS A   1      -9.111   9.222   7.333  1.00 20.00           N
ATOM      2  CA  LYS A   1      -8.111  10.222   7.333  1.00 20.00           C
END
"""

CIF = b"""\
data_1DPX
_cell.length_a 77.0
_cell.length_b 77.0
_cell.length_c 37.5
_cell.angle_alpha 90
_cell.angle_beta 90
_cell.angle_gamma 120
_symmetry.space_group_name_H-M 'H 3 2'
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.auth_asym_id
_atom_site.auth_seq_id
ATOM 1 C CA . GLY A 1 1.0 2.0 3.0 A 1
"""


@dataclass
class PdbSiteServer:
    """Answers by path; anything else is a 404. `asked` are the paths that were asked for, in order."""

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def pdb_site_server() -> Iterator[PdbSiteServer]:
    """Serve entries on a port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            site.asked.append(name)
            if name in site.redirects:
                self.send_response(302)
                self.send_header("Location", site.redirects[name])
                self.end_headers()
                return
            body = site.files.get(name)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = PdbSiteServer(f"http://127.0.0.1:{server.server_port}/download")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield site
        server.shutdown()
        thread.join()
