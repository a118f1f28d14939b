/** What the formats are called that a run can be exported in, on the command line and in the API. */
export const exportNames = [
  'coco',
  'voc',
  'yolo',
  'label-studio',
  'cvat',
  'fiftyone',
  'csv',
  'ilsvrc',
  'wsol',
] as const;

export type ExportFormat = (typeof exportNames)[number];
