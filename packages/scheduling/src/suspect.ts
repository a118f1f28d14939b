/** How a suspect shard is run: alone and in pieces, until the image that kills is by itself. */

/** Rows of a shard: `rows` of them from `from` on. */
export interface Piece {
  readonly from: number;
  readonly rows: number;
}

/** Whether a shard that has ended so many workers must be tried apart from others. */
export function isSuspect(kills: number, killsMax: number): boolean {
  return kills >= killsMax;
}

/**
 * The piece to run next, or null when every row is covered. `done` are pieces with a result, `deaths` says how often a piece
 * ended the process that ran it. A piece that kills is halved; one image is run until it has killed as often as it may,
 * which is a result as well and then stands in `done`.
 */
export function nextPiece(
  rows: number,
  done: readonly Piece[],
  deaths: (piece: Piece) => number,
): Piece | null {
  const covered = new Uint8Array(rows);
  for (const piece of done) covered.fill(1, piece.from, piece.from + piece.rows);
  const search = (piece: Piece): Piece | null => {
    const open = covered.subarray(piece.from, piece.from + piece.rows).indexOf(0) >= 0;
    if (!open) return null;
    if (piece.rows === 1 || deaths(piece) === 0) return piece;
    const half = Math.ceil(piece.rows / 2);
    return (
      search({ from: piece.from, rows: half }) ?? search({ from: piece.from + half, rows: piece.rows - half })
    );
  };
  return search({ from: 0, rows });
}
