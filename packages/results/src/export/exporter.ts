/** What a format has to do, so that exportRun can do the rest. */
import type { OkOutcome } from '@camfleet/contracts';
import type { RowTruth } from '../truth-of.js';

/** One image, and what is true of it. */
export interface ExportedImage {
  readonly outcome: OkOutcome;
  readonly truth: RowTruth;
}

/** What was written, and what it is worth as the format's own program counts; shares 0..1. */
export interface ExportReport {
  readonly images: number;
  /** Those of them that the format's lists name: it judges no other. */
  readonly listed: number;
  /** Those that could not be called by their ids: two of one id, or an id that no file can have. */
  readonly renamed: number;
  /** Those whose map is that of the best class, since no true one is known. */
  readonly withoutTruth: number;
  readonly maxBoxAcc: number | null;
  readonly maxBoxAccThreshold: number | null;
  readonly maxBoxAccV2: number | null;
}

export interface Exporter {
  /** One image after the other, in row order. */
  add(image: ExportedImage): Promise<void>;
  finish(): ExportReport;
  /** Closes the files, also where the export failed. */
  close(): Promise<void>;
}

/** Opens an export into an empty folder. */
export type OpenExporter = (folder: string) => Promise<Exporter>;
