/** Pictures by arithmetic alone: scenes whose boxes are known, heat maps, contact sheets. */
export { contactSheet, findingsShown, type SheetEntry, type SheetFinding } from './contact-sheet.js';
export { drawScene, type Scene } from './draw-scene.js';
export { createDrawing, type Drawing } from './drawing.js';
export { heatOf, type RawMap } from './heat.js';
export { heatAlone, type Overlay, overlay } from './overlay.js';
export type { Raster } from './raster.js';
export type { SceneObject } from './visible-objects.js';
