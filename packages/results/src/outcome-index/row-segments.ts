/** Segments: rows as they are shown, one after the other, in objects that are neither tiny nor huge. */
import type { ShownOutcome } from '@camfleet/contracts';
import type { IndexRow } from './index-columns.js';

export interface SegmentWriter {
  /** `maps`: half floats, least significant byte first. */
  add(shown: ShownOutcome, maps: Uint8Array): Promise<IndexRow>;
  /** Writes what is left; how many segments there are. */
  close(): Promise<number>;
}

export function segmentWriter(
  bytesMax: number,
  write: (segment: number, bytes: Uint8Array) => Promise<void>,
): SegmentWriter {
  let segment = 0;
  let offset = 0;
  let held: Uint8Array[] = [];
  async function flush(): Promise<void> {
    if (held.length === 0) return;
    await write(segment, Buffer.concat(held, offset));
    segment += 1;
    offset = 0;
    held = [];
  }
  return {
    add: async (shown, maps) => {
      // Checked against its schema when it is read: here that would be a fifth of what a row costs.
      const record = Buffer.from(`${JSON.stringify(shown)}\n`);
      if (offset > 0 && offset + record.length + maps.length > bytesMax) await flush();
      const row = { shown, segment, offset, recordBytes: record.length, mapBytes: maps.length };
      held.push(record, maps);
      offset += record.length + maps.length;
      return row;
    },
    close: async () => {
      await flush();
      return segment;
    },
  };
}
