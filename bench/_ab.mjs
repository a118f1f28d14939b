import * as A from '/tmp/camold/index.js';
import * as B from '/tmp/e2/packages/cam/dist/index.js';
import { blobs } from './blobs.mjs';

for (const [W, H] of [
  [500, 375],
  [4000, 3000],
])
  for (const side of [7, 14]) {
    const maps = Array.from({ length: 40 }, (_, s) => blobs(side, s + 1));
    const r = { A: [], B: [] };
    for (let k = -5; k < 60; k++)
      for (const [n, M] of k % 2
        ? [
            ['A', A],
            ['B', B],
          ]
        : [
            ['B', B],
            ['A', A],
          ]) {
        const pol = M.findPolicy('paper-20');
        const t = performance.now();
        for (let q = 0; q < (W > 1000 ? 1 : 6); q++) for (const m of maps) M.locate(m, side, side, W, H, pol);
        if (k >= 0) r[n].push((performance.now() - t) / 40 / (W > 1000 ? 1 : 6));
      }
    const md = (a) => a.sort((x, y) => x - y)[a.length >> 2];
    console.log(
      W,
      side,
      'old',
      md(r.A).toFixed(4),
      'new',
      md(r.B).toFixed(4),
      'ratio',
      (md(r.B) / md(r.A)).toFixed(3),
    );
  }
