/** The formats that a run's predictions are exported in. */
import { coco } from './coco.js';
import { csv } from './csv.js';
import { cvat } from './cvat.js';
import type { ExportFormat } from './export-format.js';
import { labelStudio } from './label-studio.js';

export const exportFormats = { coco, csv, cvat, 'label-studio': labelStudio } as const satisfies Record<
  string,
  ExportFormat
>;
