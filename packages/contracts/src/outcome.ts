/** What became of one image: one row of a part. */
import type { Failure, Stage } from './failures.js';

/** [x0, y0, x1, y1], half-open, in whole pixels of the image as the run's `exif` reads it. */
export type Box = readonly [number, number, number, number];

/** One guess at where an object is, as the ILSVRC localisation error judges them; without a box it is wrong in place. */
export interface Guess {
  readonly label: number;
  readonly box: Box | null;
}

interface RowIdentity {
  readonly index: number;
  readonly uri: string;
  readonly id: string;
  /** Remarks that change nothing about the outcome, such as a true box outside the picture. */
  readonly warnings: readonly string[];
}

export interface OkOutcome extends RowIdentity {
  readonly outcome: 'ok';
  /** The picture's own size in pixels, as the run's `exif` reads it. */
  readonly width: number;
  readonly height: number;
  /** The top k, best first, then the wanted classes that are not among them. */
  readonly classes: readonly number[];
  /** Softmax shares, one a class. */
  readonly scores: readonly number[];
  /** The primary box of each class; null where the map is nowhere positive, or only in bars, or no boxes were asked for. */
  readonly boxes: readonly (Box | null)[];
  /** The policy's guesses, first guess first: at most five. */
  readonly guesses: readonly Guess[];
  /** id@version of the box policy; empty where no boxes were asked for. */
  readonly policy: string;
  /** Raw maps as half floats, [classes, height, width] in row-major order; none where height and width are 0. */
  readonly maps: Uint16Array;
  readonly mapHeight: number;
  readonly mapWidth: number;
}

export interface FailedOutcome extends RowIdentity {
  readonly outcome: 'failed';
  readonly error: Failure & { readonly stage: Stage };
}

export interface SkippedOutcome extends RowIdentity {
  readonly outcome: 'skipped';
}

export type Outcome = OkOutcome | FailedOutcome | SkippedOutcome;

export const outcomeKinds = ['ok', 'failed', 'skipped'] as const satisfies readonly Outcome['outcome'][];
export type OutcomeKind = (typeof outcomeKinds)[number];
