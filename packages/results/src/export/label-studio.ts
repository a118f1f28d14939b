/** Label Studio: tasks with predictions to be reviewed, one an image. */
import type { DocumentFormat, ExportedImage, ExportFacts, ExportSource } from './export-format.js';
import { foundBoxes, imagesOf } from './found-boxes.js';
import { imageAddress } from './image-address.js';
import { joined } from './joined.js';

/**
 * For a labelling configuration with <Image name="image" value="$image"/> and <RectangleLabels name="label" toName="image">.
 * Places are shares of the picture in percent, after the format. A picture on this machine is one of Label Studio's local
 * files, with / as their document root.
 */
export const labelStudio: DocumentFormat = {
  kind: 'document',
  holds: 'predictions',
  needsBoxes: true,
  file: 'tasks.json',
  mediaType: 'application/json',
  passes: 1,
  async *write(source) {
    yield '[';
    yield* joined(',\n', tasks(source));
    yield ']\n';
  },
};

async function* tasks(source: ExportSource): AsyncGenerator<string> {
  for await (const image of imagesOf(source)) yield JSON.stringify(taskOf(image, source.facts));
}

function taskOf(image: ExportedImage, facts: ExportFacts) {
  const { index, id, uri, width, height } = image.outcome;
  const result = foundBoxes(image).map(({ rank, name, score, box: [x0, y0, x1, y1] }) => ({
    id: `${index}-${rank}`,
    from_name: 'label',
    to_name: 'image',
    type: 'rectanglelabels',
    original_width: width,
    original_height: height,
    image_rotation: 0,
    value: {
      x: (100 * x0) / width,
      y: (100 * y0) / height,
      width: (100 * (x1 - x0)) / width,
      height: (100 * (y1 - y0)) / height,
      rotation: 0,
      rectanglelabels: [name],
    },
    score,
  }));
  return {
    data: { image: served(imageAddress(uri, facts.base)), id },
    predictions: [{ model_version: facts.model, score: image.predictions[0]?.score ?? 0, result }],
  };
}

const served = (address: string): string =>
  address.startsWith('/')
    ? `/data/local-files/?d=${address.slice(1).split('/').map(encodeURIComponent).join('/')}`
    : address;
