/** Label Studio: tasks with predictions to be reviewed, one an image. */
import type { OkOutcome } from '@camfleet/contracts';
import {
  type AnnotationFormat,
  type ExportFacts,
  predictionsOf,
  type ReadOutcomes,
} from './annotation-format.js';
import { joined } from './joined.js';

/**
 * For a labelling configuration with <Image name="image" value="$image"/> and <RectangleLabels name="label" toName="image">.
 * Places are shares of the picture in percent, after the format.
 */
export const labelStudio: AnnotationFormat = {
  file: 'tasks.json',
  mediaType: 'application/json',
  async *write(outcomes, facts) {
    yield '[';
    yield* joined(',\n', tasks(outcomes, facts));
    yield ']\n';
  },
};

async function* tasks(outcomes: ReadOutcomes, facts: ExportFacts): AsyncGenerator<string> {
  for await (const row of outcomes()) {
    if (row.outcome === 'ok') yield JSON.stringify(taskOf(row, facts));
  }
}

function taskOf(row: OkOutcome, facts: ExportFacts) {
  const { width, height } = row;
  const predictions = predictionsOf(row, facts);
  const result = predictions.flatMap(({ label, score, box }, rank) => {
    if (box === null) return [];
    const [x0, y0, x1, y1] = box;
    return {
      id: `${row.index}-${rank + 1}`,
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
        rectanglelabels: [facts.names[label]],
      },
      score,
    };
  });
  return {
    data: { image: row.uri, id: row.id },
    predictions: [{ model_version: facts.model, score: predictions[0]?.score ?? 0, result }],
  };
}
