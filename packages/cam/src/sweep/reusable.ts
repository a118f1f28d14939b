/**
 * Lists that are used again for the next map: a hundred kilobytes of new ones for each would keep the collector busy, and
 * the processor's caches. Nothing that uses them yields, so one of each a thread is enough; they stay as large as the largest
 * map made them.
 *
 * @returns gives at least `length` numbers, of which the first `length` are `value`, and takes back what it gave before
 */
export function reusable<List extends Int32Array | Float64Array | Uint8Array>(
  kind: new (length: number) => List,
): (length: number, value?: number) => List {
  let room = new kind(0);
  return (length, value = 0) => {
    if (room.length < length) room = new kind(2 * length);
    room.fill(value, 0, length);
    return room;
  };
}
