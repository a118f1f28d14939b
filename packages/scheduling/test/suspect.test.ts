/** Pieces of a suspect shard: the images that kill are found, and no others. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextPiece, type Piece } from '../src/suspect.js';

const killsOfOneImage = 3;

/** Runs pieces until every row is covered; `kills` says which rows end their process. */
function isolate(rows: number, kills: ReadonlySet<number>) {
  const done: Piece[] = [];
  const guilty: number[] = [];
  const deaths = new Map<string, number>();
  const nameOf = ({ from, rows: count }: Piece) => `${from}+${count}`;
  let processes = 0;
  for (;;) {
    const piece = nextPiece(rows, done, (one) => deaths.get(nameOf(one)) ?? 0);
    if (piece === null) return { done, guilty, processes };
    processes += 1;
    const dies = [...kills].some((row) => row >= piece.from && row < piece.from + piece.rows);
    if (!dies) {
      done.push(piece);
      continue;
    }
    const count = (deaths.get(nameOf(piece)) ?? 0) + 1;
    deaths.set(nameOf(piece), count);
    if (piece.rows === 1 && count === killsOfOneImage) {
      guilty.push(piece.from);
      done.push(piece);
    }
  }
}

test('exactly the images that kill are found, every row is covered once, in few processes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.uniqueArray(fc.nat(199), { maxLength: 4 }),
      (rows, rowsThatKill) => {
        const kills = new Set(rowsThatKill.filter((row) => row < rows));
        const { done, guilty, processes } = isolate(rows, kills);
        expect(guilty.toSorted((a, b) => a - b)).toEqual([...kills].toSorted((a, b) => a - b));
        const covered = done.toSorted((a, b) => a.from - b.from);
        expect(
          covered.reduce((end, { from, rows: count }) => (from === end ? end + count : Number.NaN), 0),
        ).toBe(rows);
        expect(processes).toBeLessThanOrEqual(
          1 + kills.size * (2 * Math.ceil(Math.log2(rows)) + killsOfOneImage),
        );
      },
    ),
  );
});
