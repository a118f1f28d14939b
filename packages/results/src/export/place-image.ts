/** Puts one image's file into an export's folder. */
import type { ExportFolder } from './export-format.js';
import { isImageName, rowName } from './image-name.js';

/**
 * Writes it under the image's name, else, where the name is taken or no file can have it, under its row's number.
 *
 * @param pathOf the file's path, from the name
 * @returns the name that it got
 */
export async function placeImage(
  folder: ExportFolder,
  name: string,
  index: number,
  pathOf: (name: string) => string,
  content: string | Uint8Array,
): Promise<string> {
  if (isImageName(name) && (await folder.create(pathOf(name), content))) return name;
  const byRow = rowName(index);
  if (await folder.create(pathOf(byRow), content)) return byRow;
  throw new Error(`two files of row ${index} are called ${byRow}`);
}
