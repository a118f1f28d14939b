import * as A from '/tmp/camold/index.js';
import * as B from '/tmp/e2/packages/cam/dist/index.js';
import { blobs } from './blobs.mjs';

const maps = Array.from({ length: 20 }, (_, s) => blobs(7, s + 1));
const r = { A: [], B: [], P: [] };
for (let k = -3; k < 30; k++)
  for (const [n, M, p] of [
    ['A', A, 'wsol-v1'],
    ['B', B, 'wsol-v1'],
    ['P', B, 'paper-20'],
  ]) {
    const pol = M.findPolicy(p);
    const t = performance.now();
    for (const m of maps) M.locate(m, 7, 7, 500, 375, pol);
    if (k >= 0) r[n].push((performance.now() - t) / 20);
  }
const md = (a) => a.sort((x, y) => x - y)[a.length >> 2];
console.log('old', md(r.A).toFixed(3), 'new', md(r.B).toFixed(3), 'paper-20', md(r.P).toFixed(4));
