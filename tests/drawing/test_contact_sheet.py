"""Contact sheets."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitnet import Drawing
from digitnet.drawing.contact_sheet import CAPTION, COLUMNS, SIDE, contact_sheet, save_sheet

LINE = Drawing.from_strokes([[(0, 0), (10, 10)]])


@pytest.mark.parametrize(("count", "rows"), [(0, 1), (1, 1), (COLUMNS, 1), (COLUMNS + 1, 2)])
def test_a_sheet_has_a_square_for_each_drawing(count, rows):
    sheet = contact_sheet([LINE] * count, ["7 as 1"] * count)
    assert sheet.shape == (rows * (SIDE + CAPTION), COLUMNS * SIDE, 3)


def test_each_stroke_is_drawn_in_a_colour_of_its_own():
    two = Drawing.from_strokes([[(0, 0), (0, 10)], [(10, 0), (10, 10)], [(5, 5)]])
    tile = contact_sheet([two], [""])[:SIDE, :SIDE]
    colours = {tuple(colour) for colour in tile.reshape(-1, 3).tolist()}
    assert len(colours) > 5
    blank = contact_sheet([Drawing.from_strokes([])], [""])[:SIDE, :SIDE]
    assert (blank != 255).mean() < 0.1


def test_a_sheet_is_saved_as_png(tmp_path):
    sheet = contact_sheet([LINE], ["1"])
    save_sheet(sheet, tmp_path / "sheet.png")
    assert np.array_equal(cv2.imread(str(tmp_path / "sheet.png")), sheet)
    with pytest.raises(OSError, match="No such file"):
        save_sheet(sheet, tmp_path / "nowhere" / "sheet.png")
