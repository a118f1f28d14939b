import { fromHalf } from '@camfleet/cam';

/** The raw maps of one outcome, each [height, width], in the order of its classes. */
export interface Maps {
  readonly height: number;
  readonly width: number;
  readonly values: readonly Float32Array[];
}

interface Encoded {
  readonly shape: readonly [number, number, number];
  readonly data: string;
}

/**
 * Maps from how they travel: half floats, little-endian, in base64.
 *
 * @throws RangeError where the bytes are not as many as the shape says
 */
export function decodeMaps({ shape: [count, height, width], data }: Encoded): Maps {
  const text = atob(data);
  const cells = height * width;
  if (text.length !== 2 * count * cells) {
    throw new RangeError(
      `${count} maps of ${height}×${width} take ${2 * count * cells} bytes, not ${text.length}`,
    );
  }
  const halves = new Uint16Array(count * cells);
  for (let index = 0; index < halves.length; index++) {
    halves[index] = text.charCodeAt(2 * index) | (text.charCodeAt(2 * index + 1) << 8);
  }
  const values = fromHalf(halves);
  return {
    height,
    width,
    values: Array.from({ length: count }, (_, i) => values.subarray(i * cells, (i + 1) * cells)),
  };
}
