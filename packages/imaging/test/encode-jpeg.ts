/** JPEGs that no other encoder at hand writes: libjpeg-turbo's own, called directly. */
import koffi from 'koffi';
import { libraryFile } from '../src/jpeg-turbo.js';

/** TJPARAM, as turbojpeg.h numbers it. */
const parameters = {
  quality: 3,
  subsampling: 4,
  colourSpace: 8,
  progressive: 12,
  arithmetic: 14,
  lossless: 15,
  restartRows: 19,
} as const;
export const subsamplings = { '4:4:4': 0, '4:2:2': 1, '4:2:0': 2, grey: 3, '4:4:0': 4, '4:1:1': 5 } as const;
export type JpegSettings = Partial<Record<keyof typeof parameters, number>>;

const library = koffi.load(libraryFile());
const init = library.func('void *tj3Init(int use)');
const set = library.func('int tj3Set(void *handle, int parameter, int value)');
const destroy = library.func('void tj3Destroy(void *handle)');
const release = library.func('void tj3Free(void *memory)');
const errorOf = library.func('const char *tj3GetErrorStr(void *handle)');
const compress = (name: string, sample: string) =>
  library.func(
    `int ${name}(void *handle, const ${sample} *pixels, int width, int pitch, int height, int format, _Inout_ void **jpeg, _Inout_ size_t *bytes)`,
  );
const compress8 = compress('tj3Compress8', 'uint8_t');
const compress12 = compress('tj3Compress12', 'int16_t');

/** RGB [height, width, 3], of 8 bits or, in an Int16Array, of 12. */
export function encodeJpeg(
  pixels: Uint8Array | Int16Array,
  width: number,
  height: number,
  settings: JpegSettings = {},
): Buffer {
  const handle: unknown = init(0);
  const all = { quality: 92, subsampling: subsamplings['4:4:4'], ...settings };
  for (const [name, value] of Object.entries(all))
    set(handle, parameters[name as keyof typeof parameters], value);
  const [jpeg, bytes]: [unknown[], number[]] = [[null], [0]];
  const encode = pixels instanceof Int16Array ? compress12 : compress8;
  if (encode(handle, pixels, width, 0, height, 0, jpeg, bytes) !== 0) throw new Error(errorOf(handle));
  const copy = Buffer.from(koffi.decode(jpeg[0], 'uint8_t', bytes[0]!) as number[]);
  release(jpeg[0]);
  destroy(handle);
  return copy;
}
