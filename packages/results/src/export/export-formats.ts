/** The formats that a run can be exported in. */
import { coco } from './coco.js';
import { csv } from './csv.js';
import { cvat } from './cvat.js';
import type { Format } from './export-format.js';
import type { ExportFormat } from './export-names.js';
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
} as const satisfies Record<ExportFormat, Format>;
