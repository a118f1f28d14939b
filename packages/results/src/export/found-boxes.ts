/** The images of a run, and the boxes that were found in them: what most formats consist of. */
import type { Box } from '@camfleet/contracts';
import type { ExportedImage, ExportSource, Prediction } from './export-format.js';

export interface FoundBox extends Prediction {
  readonly box: Box;
}

/** Best first. */
export function foundBoxes({ predictions }: ExportedImage): FoundBox[] {
  return predictions.flatMap((prediction) =>
    prediction.box === null ? [] : { ...prediction, box: prediction.box },
  );
}

/** Without the rows that failed or were skipped. */
export async function* imagesOf(source: ExportSource): AsyncGenerator<ExportedImage> {
  for await (const { image } of source.rows()) if (image !== null) yield image;
}
