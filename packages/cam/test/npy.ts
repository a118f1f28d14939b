import { readFileSync } from 'node:fs';

const readers = { '<f4': Float32Array, '<f8': Float64Array, '<i4': Int32Array } as const;

/** Reads a little-endian, C-ordered .npy of float32, float64 or int32. */
export function readNpy(path: string): { shape: number[]; values: Float32Array | Float64Array | Int32Array } {
  const bytes = readFileSync(path);
  const headerAt = bytes[6] === 1 ? 10 : 12;
  const headerLength = bytes[6] === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const header = bytes.toString('latin1', headerAt, headerAt + headerLength);
  const type = /'descr': '([^']+)'/.exec(header)?.[1] as keyof typeof readers;
  if (!(type in readers) || !header.includes("'fortran_order': False")) throw new Error(`${path}: ${header}`);
  const shape = [.../'shape': \(([^)]*)\)/.exec(header)![1]!.matchAll(/\d+/g)].map(Number);
  return { shape, values: new readers[type](new Uint8Array(bytes.subarray(headerAt + headerLength)).buffer) };
}
