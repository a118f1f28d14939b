/**
 * Draws the scenes that train.py learns from, as the product itself would see them: drawn, written as JPEG, read by the
 * product's own decoder at the network's input size. Boxes are thrown away here; the training never sees one.
 *
 *   node draw-training-scenes.mjs OUT SEED COUNT     OUT.pixels, u8 [COUNT, 128, 128, 3]; OUT.labels, u8 [COUNT, 40]
 */
import { open } from 'node:fs/promises';
import { families, loadDrawings, objectClasses, sceneQuality } from '@camfleet/demo-model';
import { createDecoder, encodeJpeg, rasterise } from '@camfleet/imaging';
import { drawScene } from '@camfleet/pictures';

const side = 128;
const decoder = createDecoder({ threads: 1 });
const [out, first, count] = process.argv.slice(2);
const drawings = await loadDrawings(families.training, rasterise);
const pixelFile = await open(`${out}.pixels`, 'w');
const labelFile = await open(`${out}.labels`, 'w');
let waiting = Promise.resolve();
for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
  const scene = drawScene(seed, drawings);
  const coded = encodeJpeg(scene, sceneQuality(seed)).then((jpeg) =>
    decoder.decode(jpeg, { width: side, height: side }),
  );
  // One scene is drawn while the one before is encoded.
  await waiting;
  waiting = coded.then(async ({ pixels }) => {
    await pixelFile.write(pixels);
    await labelFile.write(labelsOf(scene));
  });
}
await waiting;
await decoder.close();

function labelsOf({ objects }) {
  const present = new Set(objects.map(({ label }) => label));
  return Uint8Array.from(objectClasses, (_, label) => (present.has(label) ? 1 : 0));
}
