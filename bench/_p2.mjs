import { hitCurves, locate, findPolicy } from '@camfleet/cam';
import { readFileSync } from 'node:fs';
const npy=(p)=>{const b=readFileSync(p);const n=b.readUInt16LE(8);const h=b.toString('latin1',10,10+n);const shape=[.../'shape': \(([^)]*)\)/.exec(h)[1].matchAll(/\d+/g)].map(Number);return{shape,v:new Float32Array(new Uint8Array(b.subarray(10+n)).buffer)}};
const rows=readFileSync('/work/shared/data/ilsvrc-val-300/manifest.jsonl','utf8').trim().split('\n').map(x=>JSON.parse(x));
const pol=findPolicy('paper-20');
for (const m of ['mobilenet-v2','squeezenet-1.1']) { const {shape:[,s,h,w],v}=npy(`/work/shared/reference/ilsvrc-val-300.${m}.maps.npy`);
 const cases=rows.map((r,i)=>({map:v.slice(i*s*h*w,i*s*h*w+h*w), truths:r.boxes.map(b=>[b[0]/r.width*500,b[1]/r.height*375,b[2]/r.width*500,b[3]/r.height*375])}));
 let a=[],b=[];
 for(let k=0;k<9;k++){ let t=performance.now(); for(const c of cases) hitCurves(c.map,h,w,500,375,c.truths); a.push((performance.now()-t)/300); t=performance.now(); for(const c of cases) locate(c.map,h,w,500,375,pol); b.push((performance.now()-t)/300);} 
 a.sort((x,y)=>x-y);b.sort((x,y)=>x-y); console.log(m,h,'sweep',a[4].toFixed(3),'locate',b[4].toFixed(4));
}
