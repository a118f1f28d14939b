/** ILSVRC: the challenge's lines of predictions, one an image in the order of the manifest, for its localisation error. */
import { inclusiveBox } from '@camfleet/cam';
import type { Guess, Outcome } from '@camfleet/contracts';
import type { DocumentFormat } from './export-format.js';

/**
 * The box policy's guesses, at most five times `label xmin ymin xmax ymax`. Labels count from 1 in the order of the model's
 * classes; corners are whole pixels, counted from 0, both inside. A guess without a box keeps its place with `0 0 0 0`. An
 * image's line is its number's, so that a row that failed or was skipped has a line too, of label 0, which is wrong always.
 */
export const ilsvrc: DocumentFormat = {
  kind: 'document',
  holds: 'guesses',
  needsBoxes: true,
  file: 'predictions.txt',
  mediaType: 'text/plain',
  passes: 1,
  async *write(source) {
    for await (const { outcome } of source.rows()) yield lineOf(outcome);
  },
};

function lineOf(outcome: Outcome): string {
  const guesses = outcome.outcome === 'ok' ? outcome.guesses : [];
  return `${guesses.length === 0 ? '0 0 0 0 0' : guesses.map(textOf).join(' ')}\n`;
}

function textOf({ label, box }: Guess): string {
  const corners = box === null ? [0, 0, 0, 0] : inclusiveBox(box);
  return [label + 1, ...corners].join(' ');
}
