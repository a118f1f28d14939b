/** What an image is called in an export: a path below its folder, and a field of a list with commas. */

/** Longest name of a file on the usual disks, in bytes, the longest ending included. */
const segmentBytesMax = 240;

const isSegment = (segment: string): boolean =>
  segment !== '' && segment !== '.' && segment !== '..' && Buffer.byteLength(segment) <= segmentBytesMax;

/** Whether an id can be the name of a file, folders and all, and stand between commas on one line. */
export const isImageName = (id: string): boolean =>
  id.length <= 1_000 && !/[,\\\p{Cc}]/u.test(id) && id.split('/').every(isSegment);

/** What an image is called whose id cannot be, or is another one's already. */
export const rowName = (index: number): string => `row-${String(index).padStart(9, '0')}`;
