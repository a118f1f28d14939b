/** COCO object detection: one JSON of images, annotations and categories. */
import {
  type AnnotationFormat,
  type ExportFacts,
  predictionsOf,
  type ReadOutcomes,
} from './annotation-format.js';
import { joined } from './joined.js';

/**
 * Boxes are [x, y, width, height] in pixels counted from 0, where the half-open box begins; ids count from 1, since readers
 * take an annotation 0 for none: an image's is its row's index + 1, a category's its class + 1. `score` is beyond the format,
 * and readers pass over it. Images that failed have no size and are left out.
 */
export const coco: AnnotationFormat = {
  file: 'annotations.json',
  mediaType: 'application/json',
  async *write(outcomes, facts) {
    const info = { description: `Camfleet run ${facts.run}, ${facts.model}`, date_created: facts.createdAt };
    const categories = facts.names.map((name, label) => ({ id: label + 1, name, supercategory: '' }));
    yield `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)},"images":[`;
    yield* joined(',\n', images(outcomes));
    yield '],"annotations":[';
    yield* joined(',\n', annotations(outcomes, facts));
    yield ']}\n';
  },
};

async function* images(outcomes: ReadOutcomes): AsyncGenerator<string> {
  for await (const row of outcomes()) {
    if (row.outcome !== 'ok') continue;
    const { width, height, uri } = row;
    yield JSON.stringify({ id: row.index + 1, file_name: uri, width, height });
  }
}

async function* annotations(outcomes: ReadOutcomes, facts: ExportFacts): AsyncGenerator<string> {
  let id = 1;
  for await (const row of outcomes()) {
    if (row.outcome !== 'ok') continue;
    for (const { label, score, box } of predictionsOf(row, facts)) {
      if (box === null) continue;
      const [x0, y0, x1, y1] = box;
      const [width, height] = [x1 - x0, y1 - y0];
      yield JSON.stringify({
        id: id++,
        image_id: row.index + 1,
        category_id: label + 1,
        bbox: [x0, y0, width, height],
        area: width * height,
        iscrowd: 0,
        segmentation: [],
        score,
      });
    }
  }
}
