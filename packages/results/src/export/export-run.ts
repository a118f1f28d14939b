/** Export: a run's images in a format that other programs read, as a document anywhere or as files on the disk. */
import { open } from 'node:fs/promises';
import { counted } from './counted.js';
import { diskFolder } from './disk-folder.js';
import type { DocumentFormat, ExportSource, FolderFormat, FolderReport, Format } from './export-format.js';
import { fillPlace } from './export-place.js';
import { inPieces } from './in-pieces.js';

/** What was written, and where. */
export interface ExportReport extends FolderReport {
  /** The path of the file or folder; null where the text went elsewhere. */
  readonly place: string | null;
  readonly images: number;
  /** Null where the format holds maps. */
  readonly boxes: number | null;
  /** Rows without a result. */
  readonly failed: number;
  readonly skipped: number;
}

export interface ExportSettings {
  /**
   * A path that is new or empty, or who takes the text of a document, piece by piece; a document whose path is a folder lies
   * in it under the format's own name.
   */
  readonly to: string | ((text: string) => Promise<void>);
  /** Told how many rows are done, after each; of a format that reads them twice, half of the rows that were read. */
  onProgress(rows: number): void;
}

/** Throws a Problem where the place holds something or may not be written, and where a part is missing or damaged. */
export async function exportRun(
  source: ExportSource,
  format: Format,
  { to, onProgress }: ExportSettings,
): Promise<ExportReport> {
  const passes = format.kind === 'document' ? format.passes : 1;
  let rows = 0;
  const own = counted(source, () => onProgress(Math.floor(++rows / passes)));
  const { place, answer } = await write(own, format, to);
  const { images, failed, skipped, boxes, guesses } = own.counts();
  const held = { predictions: boxes, guesses, maps: null }[format.holds];
  return { place, images, boxes: held, failed, skipped, ...answer };
}

async function write(
  source: ExportSource,
  format: Format,
  to: ExportSettings['to'],
): Promise<{ place: string | null; answer: FolderReport }> {
  if (typeof to === 'string') {
    return format.kind === 'document'
      ? await fillPlace(to, format.file, (path) => writeFile(source, format, path))
      : await fillPlace(to, null, (path) => writeFolder(source, format, path));
  }
  if (format.kind === 'folder') throw new TypeError('a format of many files goes to a folder');
  for await (const piece of inPieces(format.write(source))) await to(piece);
  return { place: null, answer: nothingRenamed };
}

const nothingRenamed: FolderReport = { renamed: 0, wsol: null };

async function writeFile(source: ExportSource, format: DocumentFormat, path: string): Promise<FolderReport> {
  const file = await open(path, 'wx');
  try {
    for await (const piece of inPieces(format.write(source))) await file.writeFile(piece);
    return nothingRenamed;
  } finally {
    await file.close();
  }
}

async function writeFolder(source: ExportSource, format: FolderFormat, path: string): Promise<FolderReport> {
  const folder = diskFolder(path);
  try {
    return await format.write(source, folder);
  } finally {
    await folder.close();
  }
}
