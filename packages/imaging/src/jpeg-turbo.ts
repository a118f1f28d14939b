/**
 * libjpeg-turbo, the fast JPEG decoder: its shared library comes with @julusian/jpeg-turbo and is called directly, since
 * that package's own binding has the rough cosine transform built in. The one place where it is loaded.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** TJINIT_DECOMPRESS, TJPF_RGB and some of TJPARAM, as turbojpeg.h numbers them. */
const forDecoding = 1;
const rgb = 0;
const parameter = { stopOnWarning: 0, width: 5, height: 6, scanLimit: 13 };

/** A picture of more scans takes its decoder long, and nothing stops it there; progressive ones have ten or so. */
const scansMax = 64;

type Decode = (jpeg: Uint8Array, pixels: Uint8Array, width: number, height: number) => boolean;

const decode = await load().catch(() => null);

/** Where there is none, libvips decodes JPEGs too. */
export const hasJpegTurbo = decode !== null;

/**
 * Writes RGB [height, width, 3], the same values as libvips. False where the file is of another size or kind, or where
 * there is as much as a warning, so that nothing passes here which libvips would refuse.
 */
export function decodeJpeg(jpeg: Uint8Array, pixels: Uint8Array, width: number, height: number): boolean {
  if (pixels.length < width * height * 3) throw new RangeError('there is no room for the pixels');
  return decode?.(jpeg, pixels, width, height) ?? false;
}

async function load(): Promise<Decode> {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(libraryFile());
  const init = library.func('void *tj3Init(int use)');
  const set = library.func('int tj3Set(void *handle, int parameter, int value)');
  const get = library.func('int tj3Get(void *handle, int parameter)');
  const readHeader = library.func('int tj3DecompressHeader(void *handle, const uint8_t *jpeg, size_t bytes)');
  const decompress = library.func(
    'int tj3Decompress8(void *handle, const uint8_t *jpeg, size_t bytes, _Out_ uint8_t *pixels, int pitch, int format)',
  );
  const destroy = library.func('void tj3Destroy(void *handle)');
  return (jpeg, pixels, width, height) => {
    // One a picture: after a warning a handle says no to everything.
    const handle: unknown = init(forDecoding);
    try {
      set(handle, parameter.stopOnWarning, 1);
      set(handle, parameter.scanLimit, scansMax);
      return (
        readHeader(handle, jpeg, jpeg.length) === 0 &&
        get(handle, parameter.width) === width &&
        get(handle, parameter.height) === height &&
        decompress(handle, jpeg, jpeg.length, pixels, 0, rgb) === 0
      );
    } finally {
      destroy(handle);
    }
  };
}

/** The library built for this platform. Throws where there is none. */
export function libraryFile(): string {
  const home = dirname(createRequire(import.meta.url).resolve('@julusian/jpeg-turbo/package.json'));
  const builds = join(home, 'prebuilds');
  const wanted = `jpeg-turbo-${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
  const file = readdirSync(join(builds, wanted)).find((name) => name.startsWith('libturbojpeg'));
  if (file === undefined) throw new Error(`${wanted} has no library of its own`);
  return join(builds, wanted, file);
}

/** Whether this is a Linux of the other C library. */
function isMusl(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && report.header?.glibcVersionRuntime === undefined;
}
