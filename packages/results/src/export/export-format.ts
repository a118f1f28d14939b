/** What a format is made from, and what it has to do so that exportRun can do the rest. */
import type { Box, OkOutcome, Outcome } from '@camfleet/contracts';
import type { RowTruth } from '../truth-of.js';

export interface ExportFacts {
  readonly run: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** name@version. */
  readonly model: string;
  /** One a class, no two alike: see labelNames. */
  readonly names: readonly string[];
  /** Rows with a relative address are found from here: a folder, or an address that ends in a slash. */
  readonly base: string;
}

/** A class that was found in an image. */
export interface Prediction {
  /** From 1, the best class, on. */
  readonly rank: number;
  readonly label: number;
  readonly name: string;
  readonly score: number;
  /** Null where the class's map is nowhere positive, or no boxes were asked for. */
  readonly box: Box | null;
}

export interface ExportedImage {
  readonly outcome: OkOutcome;
  /** Best first: of the top classes, those that were asked for. */
  readonly predictions: readonly Prediction[];
  /** What the manifest says of it: read for the formats that ask. */
  truth(): Promise<RowTruth>;
}

export interface ExportRow {
  readonly outcome: Outcome;
  /** Null where the row failed or was skipped. */
  readonly image: ExportedImage | null;
}

export interface ExportSource {
  readonly facts: ExportFacts;
  /** Every row in order, from the start each time: some formats need two passes, and no format holds a run. */
  rows(): AsyncIterable<ExportRow>;
}

interface AnyFormat {
  /** The boxes of the run's predictions, the box policy's guesses, or the maps themselves. */
  readonly holds: 'predictions' | 'guesses' | 'maps';
  /** Whether there is nothing to export of a run of classes only. */
  readonly needsBoxes: boolean;
}

/** One file of text, which can go anywhere that text goes. */
export interface DocumentFormat extends AnyFormat {
  readonly kind: 'document';
  /** The name that tools look for. */
  readonly file: string;
  readonly mediaType: string;
  /** How often the rows are read. */
  readonly passes: 1 | 2;
  /** The text, piece by piece: at most a few images' worth each. */
  write(source: ExportSource): AsyncGenerator<string>;
}

/** Where a folder format puts its files; paths have forward slashes. */
export interface ExportFolder {
  /** Writes a file, and the folders that it lies in; false where a file or a folder has its name already. */
  create(path: string, content: string | Uint8Array): Promise<boolean>;
  /** Writes on where the file ends. */
  append(path: string, text: string): Promise<void>;
}

/** Many files. */
export interface FolderFormat extends AnyFormat {
  readonly kind: 'folder';
  write(source: ExportSource, folder: ExportFolder): Promise<FolderReport>;
}

export interface FolderReport {
  /** Images that could not be called what they should be: the name was taken, or no file can have it. */
  readonly renamed: number;
  readonly wsol: WsolReport | null;
}

/** What an export for wsolevaluation is worth as that program counts; shares 0..1. */
export interface WsolReport {
  /** Images that its lists name: it judges no other. */
  readonly listed: number;
  /** Images whose map is that of the best class, since no true one is known. */
  readonly withoutTruth: number;
  readonly maxBoxAcc: number | null;
  readonly maxBoxAccThreshold: number | null;
  readonly maxBoxAccV2: number | null;
}

export type Format = DocumentFormat | FolderFormat;
