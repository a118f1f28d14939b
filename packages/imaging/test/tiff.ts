/** TIFFs that no other encoder at hand writes. */

export interface TiffSettings {
  /** As TIFF numbers them: 0 or 1 grey, 2 RGB, 5 inks. */
  readonly photometric: number;
  /** Of all pixels, which are equal. */
  readonly pixel: Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array;
  /** Of what lies behind the colours: 0 unspecified, 2 transparency. */
  readonly extra?: readonly number[];
}

/** 4 × 4 pixels, uncompressed. */
export function tiff({ photometric, pixel, extra = [] }: TiffSettings): Buffer {
  const side = 4;
  const of = (value: number) => Array.from(pixel, () => value);
  const format = pixel instanceof Float32Array ? 3 : pixel instanceof Int16Array ? 2 : 1;
  const data = Buffer.concat(
    Array.from({ length: side * side }, () => Buffer.from(pixel.buffer, pixel.byteOffset, pixel.byteLength)),
  );
  const entries: [number, readonly number[]][] = [
    [256, [side]],
    [257, [side]],
    [258, of(pixel.BYTES_PER_ELEMENT * 8)],
    [259, [1]],
    [262, [photometric]],
    [273, [8]],
    [277, [pixel.length]],
    [278, [side]],
    [279, [data.length]],
    ...(extra.length > 0 ? [[338, extra] satisfies [number, readonly number[]]] : []),
    [339, of(format)],
  ];
  const directoryAt = 8 + data.length;
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  const lists: Buffer[] = [];
  directory.writeUInt16LE(entries.length);
  for (const [i, [tag, values]] of entries.entries()) {
    const list = Buffer.from(Uint16Array.from(values).buffer);
    const at = 2 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(3, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    if (list.length <= 4) directory.set(list, at + 8);
    else {
      directory.writeUInt32LE(directoryAt + directory.length + Buffer.concat(lists).length, at + 8);
      lists.push(list);
    }
  }
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(directoryAt, 4);
  return Buffer.concat([head, data, directory, ...lists]);
}
