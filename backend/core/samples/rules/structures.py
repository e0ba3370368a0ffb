# SPDX-License-Identifier: LGPL-3.0-or-later
"""The PDB file of a crystal: one that was uploaded, else the PDB entry that its name is the code of."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from backend.core.data.rules import visits
from backend.core.models import Crystal
from backend.errors import Invalid, NotFound
from backend.files import structures, uploads
from backend.files.names import download_name
from backend.files.roots import StoredFile, missing
from backend.files.store import files_of
from backend.outside.pdb_site import is_code
from backend.store.ownership import Caller
from backend.store.rows import Row, RowRules, one, update

_ENDINGS = {"pdb": (".pdb", ".ent"), "cif": (".cif", ".mmcif")}


def stored(session: Session, caller: Caller, key: int) -> StoredFile | str:
    """The file that is stored for a crystal, open; else the code of its PDB entry. Raises NotFound."""
    row = one(session, caller, Crystal, key)
    name, path = (row["pdbFileName"] or "").strip(), row["pdbFilePath"]
    if path:
        file = _open(session, key, path)
        return replace(file, name=download_name(name)) if name else file
    if not is_code(name):
        raise NotFound(
            f"Crystal {key} has no PDB file: upload one, or write the code of a PDB entry into pdbFileName."
        )
    return name


def keep(
    session: Session, caller: Caller, key: int, data: bytes, filename: str, if_match: str | None = None
) -> Row:
    """Store a file for a crystal; gives its row, and as `found` what the file says of cell and space group.

    Raises Invalid that names `file` for what is no structure.
    """
    one(session, caller, Crystal, key)
    try:
        found = structures.read(data)
    except structures.NoStructure as error:
        raise Invalid.field("file", str(error)) from error
    rules = RowRules(stored=partial(_store, data))
    name = {"pdbFileName": _named(filename, found.ending)}
    return {**update(session, caller, Crystal, key, name, if_match, rules), "found": found.columns()}


def remove(session: Session, caller: Caller, key: int, if_match: str | None = None) -> None:
    """Take a crystal's file and its name away; NotFound where it has neither."""
    row = one(session, caller, Crystal, key)
    if not row["pdbFilePath"] and not row["pdbFileName"]:
        raise NotFound(f"Crystal {key} has no PDB file.")
    update(session, caller, Crystal, key, {"pdbFileName": None}, if_match, RowRules(stored=_forget))


def _named(filename: str, ending: str) -> str:
    """The uploaded file's name, with an ending that its format has."""
    name = download_name(filename)
    return name if PurePosixPath(name.lower()).suffix in _ENDINGS[ending] else f"{name}.{ending}"


def _folder(key: int) -> str:
    return f"pdb/{key}"


def _open(session: Session, key: int, path: str) -> StoredFile:
    """An upload is given to its own crystal only; what staff wrote is looked for in the roots."""
    if path.startswith("/") or "://" in path:
        return files_of(session).open(path, visits.of_crystal(session, key))
    if not path.startswith(f"{_folder(key)}/"):
        raise missing(path)
    return files_of(session).open_upload(path)


def _store(data: bytes, session: Session, crystal: Crystal, _values: Row) -> None:
    before = _uploaded(crystal)
    crystal.pdbFilePath = uploads.put(session, _folder(crystal.crystalId), BytesIO(data), before)


def _forget(session: Session, crystal: Crystal, _values: Row | None = None) -> None:
    uploads.drop(session, _uploaded(crystal))
    crystal.pdbFilePath = None


def _uploaded(crystal: Crystal) -> str | None:
    """The crystal's own upload; a facility's file is never touched."""
    path = crystal.pdbFilePath
    return path if path and path.startswith(f"{_folder(crystal.crystalId)}/") else None


def _remove_with_crystal(session: Session, crystal: Crystal) -> None:
    uploads.drop(session, _uploaded(crystal))


CRYSTAL_RULES = RowRules(remove=_remove_with_crystal)
