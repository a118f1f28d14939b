/** FiftyOne: a FiftyOneDataset's samples.json, in the form that has no metadata of the database's beside it. */
import type { DocumentFormat, ExportedImage, ExportFacts, ExportSource } from './export-format.js';
import { foundBoxes, imagesOf } from './found-boxes.js';
import { imageAddress } from './image-address.js';
import { joined } from './joined.js';

/**
 * Boxes are [x, y, width, height] as shares 0..1 of the picture. `predictions` has the boxes, `classification` the best class.
 * Without a metadata.json FiftyOne takes the folder for a dataset of the first, self-describing version.
 */
export const fiftyone: DocumentFormat = {
  kind: 'document',
  holds: 'predictions',
  needsBoxes: true,
  file: 'samples.json',
  mediaType: 'application/json',
  passes: 1,
  async *write(source) {
    yield '{"samples":[';
    yield* joined(',\n', samples(source));
    yield ']}\n';
  },
};

async function* samples(source: ExportSource): AsyncGenerator<string> {
  for await (const image of imagesOf(source)) yield JSON.stringify(sampleOf(image, source.facts));
}

function sampleOf(image: ExportedImage, { base }: ExportFacts) {
  const { id, uri, width, height } = image.outcome;
  const detections = foundBoxes(image).map(({ name, score, box: [x0, y0, x1, y1] }) => ({
    _cls: 'Detection',
    label: name,
    bounding_box: [x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height],
    confidence: score,
  }));
  const best = image.predictions[0];
  return {
    filepath: imageAddress(uri, base),
    tags: [],
    metadata: { _cls: 'ImageMetadata', width, height },
    camfleet_id: id,
    classification: best && { _cls: 'Classification', label: best.name, confidence: best.score },
    predictions: { _cls: 'Detections', detections },
  };
}
