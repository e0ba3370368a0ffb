# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sending e-mail by the SMTP server that the configuration names."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from backend.config import Config, ConfigError
from backend.errors import Unavailable

TIMEOUT_S = 15.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Letter:
    """A message to people, perhaps with a calendar entry attached."""

    to: tuple[str, ...]
    subject: str
    text: str
    calendar: str = ""


@dataclass(frozen=True)
class MailServer:
    """An SMTP server: how it is spoken to, who logs in, and whom letters come from."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, config: Config) -> MailServer | None:
        """The server of MAIL_URL, None without one; ConfigError for an address that cannot be used."""
        if not config.MAIL_URL:
            return None
        url = urlsplit(config.MAIL_URL)
        if url.scheme not in _PORTS or not url.hostname or "@" not in config.MAIL_FROM:
            raise ConfigError(
                f"MAIL_URL is an address such as smtp+starttls://user:password@host ({', '.join(_PORTS)}), "
                "and MAIL_FROM the address that letters come from."
            )
        login = (unquote(url.username or ""), unquote(url.password or ""))
        return cls(url.scheme, url.hostname, url.port or _PORTS[url.scheme], config.MAIL_FROM, *login)

    def send(self, letter: Letter) -> None:
        """Hand the letter over; Unavailable when the server is away or refuses it."""
        try:
            with self._connected() as connection:
                if self.user:
                    connection.login(self.user, self.password)
                connection.send_message(message(letter, self.sender))
        except (OSError, smtplib.SMTPException) as error:
            text = "The mail server did not take the letter; copy the text and send it yourself."
            raise Unavailable(text) from error

    def _connected(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        if self.scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        return connection


def message(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it travels; what people typed cannot become a header of its own."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, _joined(letter.to), one_line(letter.subject)
    made.set_content(letter.text)
    if letter.calendar:
        made.add_attachment(letter.calendar, subtype="calendar", filename="shipment.ics")
    return made


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _joined(addresses: Sequence[str]) -> str:
    return ", ".join(map(one_line, addresses))
