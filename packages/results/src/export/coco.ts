/** COCO object detection: one JSON of images, annotations and categories. */
import type { DocumentFormat, ExportSource } from './export-format.js';
import { foundBoxes, imagesOf } from './found-boxes.js';
import { joined } from './joined.js';

/**
 * Boxes are [x, y, width, height] in pixels counted from 0, where the half-open box begins; ids count from 1, since readers
 * take an annotation 0 for none: an image's is its row's index + 1, a category's its class + 1. `score` is beyond the format,
 * and readers pass over it. Images that failed have no size and are left out.
 */
export const coco: DocumentFormat = {
  kind: 'document',
  holds: 'predictions',
  needsBoxes: true,
  file: 'annotations.json',
  mediaType: 'application/json',
  // The format's readers want all images in one list, and all annotations in another.
  passes: 2,
  async *write(source) {
    const { run, model, createdAt, names } = source.facts;
    const info = { description: `Camfleet run ${run}, ${model}`, date_created: createdAt };
    const categories = names.map((name, label) => ({ id: label + 1, name, supercategory: '' }));
    yield `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)},"images":[`;
    yield* joined(',\n', images(source));
    yield '],"annotations":[';
    yield* joined(',\n', annotations(source));
    yield ']}\n';
  },
};

async function* images(source: ExportSource): AsyncGenerator<string> {
  for await (const { outcome } of imagesOf(source)) {
    const { index, width, height, uri } = outcome;
    yield JSON.stringify({ id: index + 1, file_name: uri, width, height });
  }
}

async function* annotations(source: ExportSource): AsyncGenerator<string> {
  let id = 1;
  for await (const image of imagesOf(source)) {
    for (const { label, score, box } of foundBoxes(image)) {
      const [x0, y0, x1, y1] = box;
      const [width, height] = [x1 - x0, y1 - y0];
      yield JSON.stringify({
        id: id++,
        image_id: image.outcome.index + 1,
        category_id: label + 1,
        bbox: [x0, y0, width, height],
        area: width * height,
        iscrowd: 0,
        // The box itself: readers that ask for a mask end with an error where there is none.
        segmentation: [[x0, y0, x1, y0, x1, y1, x0, y1]],
        score,
      });
    }
  }
}
