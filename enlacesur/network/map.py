"""The map of the members: SVG drawn here, coloured by the stylesheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, sqrt
from typing import Any

from enlacesur.core import profile

# Without an outline in the profile, the whole world in a plain projection around the equator.
WHOLE_WORLD = {"latitude": 0, "longitude": 0, "left": -2.0, "top": -2.0, "scale": 90, "width": 360, "height": 360}


@dataclass(frozen=True)
class Map:
    """Ready for the template: `dots` holds all places in one path; `named` are drawn with their names."""

    width: int
    height: int
    land: str
    borders: str
    dots: str
    named: list[dict[str, Any]]


@cache
def outline() -> dict[str, Any]:
    return {**WHOLE_WORLD, "land": "", "borders": "", **profile.read("map.toml")}


def place(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units of the drawing: Lambert's azimuthal equal-area projection around the outline's centre."""
    sheet = outline()
    phi, away = radians(latitude), radians(longitude - sheet["longitude"])
    centre = radians(sheet["latitude"])
    toward = 1 + sin(centre) * sin(phi) + cos(centre) * cos(phi) * cos(away)
    k = sqrt(2 / max(toward, 1e-9))
    x = k * cos(phi) * sin(away)
    y = -k * (cos(centre) * sin(phi) - sin(centre) * cos(phi) * cos(away))
    return round((x - sheet["left"]) * sheet["scale"], 1), round((y - sheet["top"]) * sheet["scale"], 1)


def draw(points: Iterable[tuple[float, float]], named: Iterable[tuple[str, float, float]] = ()) -> Map:
    """A map of (latitude, longitude) points, and of a few (name, latitude, longitude)."""
    sheet = outline()
    places = sorted({place(*point) for point in points})
    return Map(
        width=sheet["width"],
        height=sheet["height"],
        land=sheet["land"],
        borders=sheet["borders"],
        dots="".join(f"M{x:g} {y:g}h0" for x, y in places),
        named=[sign(name, *place(latitude, longitude)) for name, latitude, longitude in named],
    )


def sign(name: str, x: float, y: float) -> dict[str, Any]:
    """A name beside its dot, on the side where there is room."""
    left = x > outline()["width"] * 0.62
    return {
        "name": name,
        "x": x,
        "y": y,
        "tx": x - 8 if left else x + 8,
        "ty": y + 4,
        "anchor": "end" if left else "start",
    }
