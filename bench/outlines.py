"""Country outlines for the map of `glossator report`, from Natural Earth by way of npm's world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python bench/outlines.py package/countries-110m.json > annotators/report/web/world.json

Natural Earth is in the public domain; world-atlas (ISC licence) carries its 1:110m countries as TopoJSON. A
border that two countries share stands there once, and so it does here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SCALE = 100  # units a degree: about a kilometre, finer than outlines of 1:110m are
LEFT_OUT = ("Antarctica",)  # has no border, and makes the world a fifth higher


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    countries = [
        [each["properties"]["name"], polygons(each)]
        for each in topology["objects"]["countries"]["geometries"]
        if each["properties"]["name"] not in LEFT_OUT
    ]
    used = sorted({max(index, ~index) for _, rings in countries for ring in rings for index in ring})
    number = {old: new for new, old in enumerate(used)}
    for _, rings in countries:
        for ring in rings:
            ring[:] = [number[index] if index >= 0 else ~number[~index] for index in ring]
    countries.sort(key=lambda country: country[0])
    arcs = [steps(topology["arcs"][index], topology["transform"]) for index in used]
    world = {"scale": SCALE, "arcs": arcs, "countries": countries}
    print(json.dumps(world, ensure_ascii=False, separators=(",", ":")))


def polygons(geometry: dict[str, Any]) -> list[list[int]]:
    """The rings of a country, each a list of arcs; `~n` is arc `n` from its end to its start."""
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [ring for part in parts for ring in part]


def steps(arc: Iterable[list[int]], transform: dict[str, list[float]]) -> list[int]:
    """Longitude and latitude of an arc's first point, then the steps to the next, in 1/`SCALE` degrees."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = last_x = last_y = 0
    found: list[int] = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        lon, lat = round((x * scale_x + move_x) * SCALE), round((y * scale_y + move_y) * SCALE)
        if not found or (lon, lat) != (last_x, last_y):
            found += [lon - last_x, lat - last_y]
        last_x, last_y = lon, lat
    return found


if __name__ == "__main__":
    main()
