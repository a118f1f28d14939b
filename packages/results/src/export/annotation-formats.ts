/** The formats that a run's predictions are written in for annotators and other programs, one file each. */

import type { AnnotationFormat } from './annotation-format.js';
import { coco } from './coco.js';
import { csv } from './csv.js';
import { cvat } from './cvat.js';
import { labelStudio } from './label-studio.js';

export const annotationFormats = { coco, csv, cvat, 'label-studio': labelStudio } as const satisfies Record<
  string,
  AnnotationFormat
>;
