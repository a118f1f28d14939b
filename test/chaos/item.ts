/** One item of the chaos tests. */
import type { S3Address } from '../support/create-bucket.js';
import type { Lab, LabSettings } from './lab.js';
import type { Report } from './report.js';

/** `tiny` goes with every `npm test`, `short` takes minutes, `nightly` hours at most. */
export type Size = 'tiny' | 'short' | 'nightly';

export interface ItemContext {
  readonly size: Size;
  readonly report: Report;
  /** A world of its own; the item closes it. */
  openLab(settings: Pick<LabSettings, 's3' | 'endpoint'>): Promise<Lab>;
  /** A real S3 server, started when it is first asked for. */
  s3(): Promise<S3Address>;
}

export interface Item {
  readonly title: string;
  /** It mostly waits, and times nothing that a busy machine would spoil: such items run side by side. */
  readonly waits?: true;
  run(context: ItemContext): Promise<void>;
}
