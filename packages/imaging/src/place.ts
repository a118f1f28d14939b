/** The resized part, turned as the picture is shown, on the network's input. */
import type { AxisTaps } from './axis-taps.js';
import type { ResizePlan } from './resize-plan.js';

/** What surrounds a letterboxed picture: the mean of photographs, which says nothing to a network. */
const grey = 114;

/** RGB [down.count, across.count, 3] as stored → RGB [input.height, input.width, 3] as shown, all of `placed`. */
export function place(
  resized: Uint8Array,
  { input, orientation, across, down }: ResizePlan,
  placed: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const { swap, mirrorColumns, mirrorRows } = orientation;
  if (isWhole({ input, orientation, across, down })) {
    placed.set(resized);
    return placed;
  }
  if (across.count * down.count * 3 < placed.length) placed.fill(grey);
  // Where stored position (0, 0) goes, and how far the next column and the next row are from there.
  const columns = { taps: across, mirror: mirrorColumns, stride: (swap ? input.width : 1) * 3 };
  const rows = { taps: down, mirror: mirrorRows, stride: (swap ? 1 : input.width) * 3 };
  const stepX = step(columns);
  const stepY = step(rows);
  const origin = begin(columns) + begin(rows);
  let source = 0;
  for (let y = 0; y < down.count; y++) {
    let target = origin + y * stepY;
    if (stepX === 3) {
      placed.set(resized.subarray(source, source + across.count * 3), target);
      source += across.count * 3;
      continue;
    }
    for (let x = 0; x < across.count; x++, target += stepX) {
      placed[target] = resized[source++]!;
      placed[target + 1] = resized[source++]!;
      placed[target + 2] = resized[source++]!;
    }
  }
  return placed;
}

/** Whether nothing is left to do. */
function isWhole({ input, orientation, across, down }: ResizePlan): boolean {
  const { swap, mirrorColumns, mirrorRows } = orientation;
  return (
    !swap && !mirrorColumns && !mirrorRows && across.count === input.width && down.count === input.height
  );
}

interface StoredAxis {
  readonly taps: AxisTaps;
  readonly mirror: boolean;
  /** Bytes between neighbours along this axis on the input. */
  readonly stride: number;
}

function step({ mirror, stride }: StoredAxis): number {
  return mirror ? -stride : stride;
}

function begin({ taps: { start, count }, mirror, stride }: StoredAxis): number {
  return (mirror ? start + count - 1 : start) * stride;
}
