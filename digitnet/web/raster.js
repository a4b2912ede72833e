// Strokes to grey pixels, exactly as `digitnet/drawing/raster.py` does it: change both or neither.

const { CELL, DENSE } = RULES; // See raster.py.

// Where the straight pieces of strokes start and end: a Float32Array of four numbers each. A stroke
// of one point is a piece without length. Strokes are lists of [x, y].
function pieces(strokes) {
  const found = [];
  for (const stroke of strokes.map(thinned)) {
    if (stroke.length === 1) found.push(...stroke[0], ...stroke[0]);
    for (let i = 1; i < stroke.length; i += 1) found.push(...stroke[i - 1], ...stroke[i]);
  }
  return new Float32Array(found);
}

// How much of each pixel a pen covers: a Float32Array of side x side numbers of 0..1.
function coverage(lines, side, width) {
  const reach = (width + 1) / 2;
  const squares = new Float32Array(side * side).fill(Infinity);
  for (let i = 0; i < lines.length; i += 4) {
    lower(squares, side, reach, lines[i], lines[i + 1], lines[i + 2], lines[i + 3]);
  }
  return squares.map((square) => Math.min(Math.max(reach - Math.sqrt(square), 0), 1));
}

// Bring the squared distances of the pixels near a piece down to those from this piece.
function lower(squares, side, reach, startX, startY, endX, endY) {
  const alongX = endX - startX;
  const alongY = endY - startY;
  const length = alongX * alongX + alongY * alongY || 1;
  const left = Math.max(Math.floor(Math.min(startX, endX) - reach), 0);
  const right = Math.min(Math.floor(Math.max(startX, endX) + reach), side - 1);
  const top = Math.max(Math.floor(Math.min(startY, endY) - reach), 0);
  const bottom = Math.min(Math.floor(Math.max(startY, endY) + reach), side - 1);
  for (let row = top; row <= bottom; row += 1) {
    const y = row + 0.5 - startY;
    for (let column = left; column <= right; column += 1) {
      const x = column + 0.5 - startX;
      // The nearest point of the piece, as a share of its length.
      const share = Math.min(Math.max((x * alongX + y * alongY) / length, 0), 1);
      const asideX = x - share * alongX;
      const asideY = y - share * alongY;
      const square = asideX * asideX + asideY * asideY;
      if (square < squares[row * side + column]) squares[row * side + column] = square;
    }
  }
}

// Drop points in the same cell as the one before; both ends stay.
function thinned(points) {
  if (points.length < DENSE) return points;
  const cell = (index, axis) => Math.floor(points[index][axis] / CELL);
  return points.filter(
    (_, i) =>
      i === 0 ||
      i === points.length - 1 ||
      cell(i, 0) !== cell(i - 1, 0) ||
      cell(i, 1) !== cell(i - 1, 1),
  );
}
