/** The places of a run's shards while it is scanned: fourteen bytes each, however many rows there are. */
import { limits, Problem, type ShardPage, type ShardRange } from '@camfleet/contracts';

export interface ShardTable {
  readonly length: number;
  push(place: ShardRange): void;
  /** Neighbours of one block joined while they have no more than `rowsMax` rows together. */
  join(rowsMax: number): ShardTable;
  /** The places of shards `from` to `to` - 1, one column a field. */
  page(from: number, to: number): ShardPage;
}

const firstLength = 1_024;

/** Throws Problem 'usage' where it would have more than `limits.shardsMax`. */
export function createShardTable(): ShardTable {
  let length = 0;
  let block = new Uint32Array(firstLength);
  let offset = new Uint32Array(firstLength);
  let bytes = new Uint32Array(firstLength);
  let rows = new Uint16Array(firstLength);

  function grow(): void {
    const twice = block.length * 2;
    const larger = <Column extends Uint32Array | Uint16Array>(column: Column, copy: Column): Column => {
      copy.set(column);
      return copy;
    };
    block = larger(block, new Uint32Array(twice));
    offset = larger(offset, new Uint32Array(twice));
    bytes = larger(bytes, new Uint32Array(twice));
    rows = larger(rows, new Uint16Array(twice));
  }

  const table: ShardTable = {
    get length() {
      return length;
    },
    push: (place) => {
      if (length === limits.shardsMax) {
        throw new Problem(
          'usage',
          `the manifest would be cut into more than ${limits.shardsMax} shards: name a larger --shard-size`,
        );
      }
      if (length === block.length) grow();
      block[length] = place.block;
      offset[length] = place.offset;
      bytes[length] = place.bytes;
      rows[length] = place.rows;
      length += 1;
    },
    join: (rowsMax) => {
      const joined = createShardTable();
      for (let at = 0; at < length; ) {
        const first = at;
        let sum = 0;
        while (at < length && block[at] === block[first] && (at === first || sum + rows[at]! <= rowsMax)) {
          sum += rows[at]!;
          at += 1;
        }
        const last = at - 1;
        joined.push({
          block: block[first]!,
          offset: offset[first]!,
          bytes: offset[last]! + bytes[last]! - offset[first]!,
          rows: sum,
        });
      }
      return joined;
    },
    page: (from, to) => ({
      block: [...block.subarray(from, Math.min(to, length))],
      offset: [...offset.subarray(from, Math.min(to, length))],
      bytes: [...bytes.subarray(from, Math.min(to, length))],
      rows: [...rows.subarray(from, Math.min(to, length))],
    }),
  };
  return table;
}
