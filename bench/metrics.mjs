// What counting and timing one image costs a worker, and what it costs where nobody asks: npm run bench:metrics.
import { silentMetrics } from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { createMeter } from '../services/worker/dist/meter.js';
import { median } from './timing.mjs';

const images = 20_000;
const rounds = 7;
const ok = { outcome: 'ok' };

/** Everything that is counted of one image, its stages empty. */
async function oneImage(meter) {
  for (const stage of ['fetch', 'decode', 'infer', 'locate']) await meter.timed(stage, () => null);
  meter.fetched(100_000);
  meter.outcome(ok);
}

/** Microseconds an image. */
async function cost(work) {
  const started = process.hrtime.bigint();
  for (let image = 0; image < images; image++) await work();
  return Number(process.hrtime.bigint() - started) / 1_000 / images;
}

const bare = { timed: async (_stage, work) => await work(), fetched: () => {}, outcome: () => {} };
const kinds = {
  'no meter at all': bare,
  'nobody asks': createMeter(silentMetrics),
  'with METRICS_PORT': createMeter(createMetrics('worker')),
};
const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
for (let round = 0; round < rounds; round++)
  for (const [kind, meter] of Object.entries(kinds)) times[kind].push(await cost(() => oneImage(meter)));
for (const [kind, all] of Object.entries(times)) {
  const us = median(all);
  console.log(
    `${kind.padEnd(18)} ${us.toFixed(2)} µs an image, ${((us / 10_000) * 100).toFixed(3)} % of 10 ms`,
  );
}
