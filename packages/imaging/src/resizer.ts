/** The resize itself: two passes in WebAssembly (wasm/resize.wat), their tables and their memory. */
import { readFileSync } from 'node:fs';
import type { AxisTaps } from './axis-taps.js';
import { place } from './place.js';
import type { ResizePlan } from './resize-plan.js';
import type { Size } from './size.js';
import type { Memory } from './spare-memory.js';
import { Instance, Module, type WasmMemory } from './webassembly.js';

export interface Resizer {
  /**
   * `fill` writes RGB [size.height, size.width, 3]; what comes out is RGB of the plan's input, in `room` where that is of its
   * size, else in memory of its own.
   */
  resize(size: Size, plan: ResizePlan, fill: (pixels: Buffer) => void, room?: Memory | null): Memory;
}

interface Exports {
  readonly memory: WasmMemory;
  across(
    source: number,
    stride: number,
    rows: number,
    target: number,
    offsets: number,
    ends: number,
    count: number,
  ): void;
  down(source: number, stride: number, target: number, offsets: number, ends: number, count: number): void;
}

const pageBytes = 65_536;
/** Both passes write and read so far behind the end of pixels. */
const padBytes = 16;

export function openResizer(): Resizer {
  // The built file, whether this one runs built or as source.
  const code = readFileSync(new URL('../dist/resize.wasm', import.meta.url));
  const { memory, across, down } = new Instance(new Module(code)).exports as Exports;

  /** Lays regions of so many bytes out one after the other; their addresses. */
  const layOut = (...regions: number[]): number[] => {
    let end = 0;
    const addresses = regions.map((bytes) => {
      const address = end;
      end += Math.ceil((bytes + padBytes) / 16) * 16;
      return address;
    });
    const missing = Math.ceil((end - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    return addresses;
  };

  /** The two tables of a pass behind its weights: see resize.wat. `unit`: bytes of one input position. */
  const putTaps = (address: number, { first, begin, weights }: AxisTaps, unit: number) => {
    const table = new Int32Array(memory.buffer, address);
    table.set(weights);
    let at = weights.length;
    for (const position of first) table[at++] = (position - first[0]!) * unit;
    for (const place of begin) table[at++] = address + place * 4;
    const offsets = address + weights.length * 4;
    return [offsets, offsets + first.length * 4, first.length] as const;
  };

  return {
    resize: ({ width, height }, plan, fill, room = null) => {
      const { across: columns, down: rows, orientation } = plan;
      const [stride, wideStride] = [width * 3, columns.count * 3];
      // Positions that nothing is made of are left out.
      const [firstRow, seenRows] = seen(rows);
      const [source, between, target, columnTaps, rowTaps] = layOut(
        height * stride,
        orientation.swap ? rows.count * stride : seenRows * wideStride,
        rows.count * wideStride,
        tapBytes(columns),
        tapBytes(rows),
      ) as [number, number, number, number, number];
      fill(Buffer.from(memory.buffer, source, height * stride));
      const corner = firstRow * stride;
      const byColumns = putTaps(columnTaps, columns, 3);
      // Rounding depends on the order: along the rows first, as the picture is shown.
      if (orientation.swap) {
        down(source + corner, stride, between, ...putTaps(rowTaps, rows, stride));
        across(between + columns.first[0]! * 3, stride, rows.count, target, ...byColumns);
      } else {
        across(source + corner + columns.first[0]! * 3, stride, seenRows, between, ...byColumns);
        down(between, wideStride, target, ...putTaps(rowTaps, rows, wideStride));
      }
      const bytes = plan.input.width * plan.input.height * 3;
      const placed = room?.length === bytes ? room : new Uint8Array(bytes);
      return place(new Uint8Array(memory.buffer, target, rows.count * wideStride), plan, placed);
    },
  };
}

function tapBytes({ first, begin, weights }: AxisTaps): number {
  return (first.length + begin.length + weights.length) * 4;
}

/** The first input position that is seen, and how many from there. */
function seen({ count, first, begin }: AxisTaps): [number, number] {
  const end = first[count - 1]! + begin[count]! - begin[count - 1]!;
  return [first[0]!, end - first[0]!];
}
