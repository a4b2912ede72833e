"""Make the README's picture: a 3 that is read while it is drawn.

python -m benchmarks.picture
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.support.running import THREE, running_app, running_browser

TARGET = Path(__file__).resolve().parents[1] / "assets" / "screenshot.gif"

VIEWPORT = {"width": 766, "height": 590}
"""Too narrow for the sidebar to open, wide enough for the answer beside the canvas."""

POINTS_A_FRAME = 3
FRAME_MS = 120
LAST_FRAME_MS = 2500
COLOURS = 48


def main() -> None:
    frames: list[Image.Image] = []
    with running_app() as app, running_browser() as chromium:
        from tests.support.person import Tab

        tab = Tab(chromium.new_context(viewport=VIEWPORT, color_scheme="light"), app.url)
        tab.wait_until_ready()
        tab.page.wait_for_timeout(1000)

        def look() -> None:
            frames.append(Image.open(io.BytesIO(tab.page.screenshot())).convert("RGB"))

        look()
        first, *rest = tab.places(THREE.tolist())
        tab.page.mouse.move(*first)
        tab.page.mouse.down()
        for number, point in enumerate(rest, 1):
            tab.page.mouse.move(*point)
            if number % POINTS_A_FRAME == 0:
                # Long enough for the bars to arrive where they glide to.
                tab.page.wait_for_timeout(350)
                look()
        tab.page.mouse.up()
        tab.page.wait_for_timeout(600)
        look()
    # One palette for all, so that nothing flickers and only what changes is stored.
    palette = frames[-1].quantize(COLOURS)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    durations = [LAST_FRAME_MS // 2] + [FRAME_MS] * (len(frames) - 2) + [LAST_FRAME_MS]
    first.save(TARGET, save_all=True, append_images=others, duration=durations, loop=0)
    print(f"{TARGET.name}: {len(frames)} frames, {TARGET.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
