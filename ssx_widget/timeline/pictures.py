# SPDX-License-Identifier: LGPL-3.0-or-later
"""A timeline as a picture: SVG or PNG, always in light colours, as it is put into papers and log books.

Drawn on a worker: nothing here touches a widget.
"""

from __future__ import annotations

from dataclasses import replace

from qtpy.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from qtpy.QtGui import QColor, QFont, QImage, QPainter
from qtpy.QtSvg import QSvgGenerator

from ssx_widget.look.theme import LIGHT
from ssx_widget.timeline.painting import Painting, Scene, chart_width

SIZE = QSize(1200, 320)
_TITLE = 34
_SHARPNESS = 2


def svg(scene: Scene, title: str) -> bytes:
    """The picture as an SVG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(SIZE)
    generator.setViewBox(QRectF(0, 0, SIZE.width(), SIZE.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    _paint(painter, scene, title)
    painter.end()
    return bytes(held)


def image(scene: Scene, title: str) -> QImage:
    """The picture in pixels, twice as fine as a screen."""
    made = QImage(SIZE * _SHARPNESS, QImage.Format_RGB32)
    made.setDevicePixelRatio(_SHARPNESS)
    made.fill(QColor(LIGHT.panel))
    painter = QPainter(made)
    _paint(painter, scene, title)
    painter.end()
    return made


def png(scene: Scene, title: str) -> bytes:
    """The picture as a PNG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.WriteOnly)
    image(scene, title).save(buffer, "PNG")
    return bytes(held)


def for_picture(scene: Scene, width: int) -> Scene:
    """The same stretch of time on the width of a picture, nothing chosen."""
    box = QRectF(0, 0, SIZE.width(), SIZE.height())
    ratio = chart_width(box) / max(width, 1)
    wider = replace(scene.scale, per_pixel=scene.scale.per_pixel / ratio)
    return Scene(scene.timing, wider, wrong=scene.wrong)


def _paint(painter: QPainter, scene: Scene, title: str) -> None:
    font = QFont(painter.font())
    font.setPixelSize(13)
    painter.setFont(font)
    painter.fillRect(QRectF(0, 0, SIZE.width(), SIZE.height()), QColor(LIGHT.panel))
    heading = QFont(font)
    heading.setWeight(QFont.DemiBold)
    painter.save()
    painter.setFont(heading)
    painter.setPen(QColor(LIGHT.text))
    painter.drawText(QRectF(12, 0, SIZE.width() - 24, _TITLE), 0x84, title)
    painter.restore()
    box = QRectF(0, _TITLE, SIZE.width(), SIZE.height() - _TITLE)
    Painting(painter, box, LIGHT, scene).paint()
