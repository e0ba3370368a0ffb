# SPDX-License-Identifier: LGPL-3.0-or-later
"""A real OpenLDAP server: people, groups, and the rules by which a facility's directory shows them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import free_port, program
from tests.helpers.certificates import certificate
from tests.helpers.processes import process

BASE = "dc=example,dc=org"
SERVICE = f"cn=desk,{BASE}"

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
{tls}
database mdb
suffix "{base}"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""

PEOPLE = f"""
dn: {BASE}
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: {SERVICE}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: desk
userPassword: the service's own

dn: ou=people,{BASE}
objectClass: organizationalUnit
ou: people

dn: ou=guests,ou=people,{BASE}
objectClass: organizationalUnit
ou: guests

dn: ou=groups,{BASE}
objectClass: organizationalUnit
ou: groups
"""


def person(name: str, password: str, unit: str = "ou=people") -> str:
    """An entry of somebody."""
    return (
        f"\ndn: uid={name},{unit},{BASE}\nobjectClass: inetOrgPerson\n"
        f"uid: {name}\ncn: {name}\nsn: {name}\nuserPassword: {password}\n"
    )


def group(name: str, *members: str) -> str:
    """A group of people."""
    lines = "".join(f"member: uid={member},ou=people,{BASE}\n" for member in members)
    return f"\ndn: cn={name},ou=groups,{BASE}\nobjectClass: groupOfNames\ncn: {name}\n{lines}"


@dataclass(frozen=True)
class Directory:
    """A running server."""

    url: str
    ca_file: str

    def change(self, ldif: str) -> None:
        """Change entries while the server runs, by its own tools."""
        subprocess.run(
            [
                program("ldapmodify", "ldap-utils"),
                "-x",
                "-H",
                self.url,
                "-D",
                f"cn=root,{BASE}",
                "-w",
                "root",
            ],
            input=ldif,
            text=True,
            check=True,
            capture_output=True,
        )


@contextmanager
def slapd(folder: Path, entries: str, *, encrypted: bool = True) -> Iterator[Directory]:
    """An OpenLDAP server on a free port of 127.0.0.1 that ends with the block."""
    (folder / "data").mkdir(parents=True)
    crt, key = certificate(folder, "directory")
    tls = f"TLSCertificateFile {crt}\nTLSCertificateKeyFile {key}\n" if encrypted else ""
    configuration = folder / "slapd.conf"
    text = CONFIGURATION.format(folder=folder, base=BASE, tls=tls)
    root = f'rootdn "cn=root,{BASE}"\nrootpw root\naccess to attrs'
    configuration.write_text(text.replace("access to attrs", root, 1), encoding="utf-8")
    subprocess.run(
        [program("slapadd", "slapd"), "-f", str(configuration)],
        input=PEOPLE + entries,
        text=True,
        check=True,
        capture_output=True,
    )
    url = f"ldap://127.0.0.1:{free_port()}"
    command = [program("slapd", "slapd"), "-f", str(configuration), "-h", url, "-d", "stats"]
    with process(command, "slapd starting"):
        yield Directory(url, str(crt))
