/** [x0, y0, x1, y1] in pixels of the image, half-open: [x0, x1) × [y0, y1). Drawn boxes are integers, true ones need not be. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];
