import { hitCurves } from '@camfleet/cam';
import { blobs } from '/tmp/e2/bench/blobs.mjs';
const truths = [[120, 80, 380, 300]];
for (const side of [7,14]) {
 const maps = Array.from({length:20},(_,s)=>blobs(side,s+1));
 const t=performance.now(); let n=0;
 while (performance.now()-t<5000) { for (const m of maps) hitCurves(m,side,side,500,375,truths); n+=20; }
 console.log(side, (performance.now()-t)/n);
}
