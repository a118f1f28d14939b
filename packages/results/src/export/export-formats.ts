/** The formats that a run can be exported in, by the name on the command line. */
import { coco } from './coco.js';
import { csv } from './csv.js';
import { cvat } from './cvat.js';
import type { Format } from './export-format.js';
import { fiftyone } from './fiftyone.js';
import { ilsvrc } from './ilsvrc.js';
import { labelStudio } from './label-studio.js';
import { voc } from './voc.js';
import { wsol } from './wsol.js';
import { yolo } from './yolo.js';

export const exportFormats = {
  coco,
  voc,
  yolo,
  'label-studio': labelStudio,
  cvat,
  fiftyone,
  csv,
  ilsvrc,
  wsol,
} as const satisfies Record<string, Format>;

export type ExportFormat = keyof typeof exportFormats;
