/** The contact sheet: pictures beside the heat maps and boxes of their best classes. */
import type { Box } from '@camfleet/cam';
import { heatOver, type RawMap } from './heat.js';
import { type Line, outline } from './outline.js';
import { type Colour, createRaster, type Raster } from './raster.js';
import { lay, shrink } from './shrink.js';
import { letterAdvance, letterHeight, write } from './text.js';
import { wrap } from './wrap.js';

/** One class that the network names on a picture. */
export interface SheetFinding {
  readonly name: string;
  /** 0..1. */
  readonly score: number;
  readonly map: RawMap;
  /** In pixels of the picture; null where the map is nowhere positive. */
  readonly box: Box | null;
  /** The box's best IoU with a true box of the class; null where the class is not in the picture. */
  readonly iou: number | null;
}

export interface SheetEntry {
  readonly picture: Raster;
  readonly truths: readonly { readonly name: string; readonly box: Box }[];
  /** Best first; the first `findingsShown` are shown. */
  readonly findings: readonly SheetFinding[];
}

export const findingsShown = 2;

/** Larger side of a picture on the sheet, and the space around it, in pixels. */
const side = 176;
const gap = 10;
const margin = 14;
const columns = 2;
const cell = { width: (1 + findingsShown) * (side + gap) + margin, height: side + 4 * letterHeight };
const header = 3 * letterHeight + margin;

const ground: Colour = [24, 26, 31];
const ink: Colour = [225, 228, 235];
const dim: Colour = [150, 156, 168];
const lines = {
  truth: { colour: [255, 255, 255], dash: 5 },
  right: { colour: [90, 235, 90], dash: null },
  wrong: { colour: [255, 90, 160], dash: null },
} as const satisfies Record<string, Line>;

/** A class that is there is in place where its box has this IoU with a true one. */
const rightIou = 0.5;

/** Two pictures a row: each with its true boxes, then the heat maps and boxes of its two best classes. */
export function contactSheet(title: string, entries: readonly SheetEntry[]): Raster {
  const rows = Math.ceil(entries.length / columns);
  const sheet = filled(2 * margin + columns * cell.width, header + rows * cell.height + margin);
  writeHeader(sheet, title);
  entries.forEach((entry, index) => {
    const x = margin + (index % columns) * cell.width + (index % columns) * margin;
    layEntry(sheet, entry, x, header + Math.floor(index / columns) * cell.height);
  });
  return sheet;
}

function filled(width: number, height: number): Raster {
  const raster = createRaster(width, height);
  for (let at = 0; at < raster.pixels.length; at += 3) raster.pixels.set(ground, at);
  return raster;
}

function writeHeader(sheet: Raster, title: string): void {
  write(sheet, title, margin, margin, ink);
  let x = margin;
  const y = margin + letterHeight + 6;
  const legend: [string, Line][] = [
    ['true box', lines.truth],
    ['found, in place', lines.right],
    ['found, not in place or not there', lines.wrong],
  ];
  for (const [words, line] of legend) {
    outline(sheet, [x, y - 3, x + 24, y + 11], line);
    write(sheet, words, x + 30, y, dim);
    x += 30 + words.length * letterAdvance + 20;
  }
}

function layEntry(sheet: Raster, { picture, truths, findings }: SheetEntry, x: number, y: number): void {
  const scale = side / Math.max(picture.width, picture.height);
  const small = shrink(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
  const scaled = (box: Box) => box.map((value) => Math.round(value * scale)) as unknown as Box;
  const frames = truths.map(({ box }) => scaled(box));
  const withTruth = (raster: Raster) => {
    for (const frame of frames) outline(raster, frame, lines.truth);
    return raster;
  };
  // Heat is drawn before boxes, so that no line is greyed with the picture.
  const panels = findings.slice(0, findingsShown).map(({ map, box, iou }) => {
    const heat = withTruth(heatOver(small, map));
    if (box !== null) outline(heat, scaled(box), iou !== null && iou >= rightIou ? lines.right : lines.wrong);
    return heat;
  });
  [withTruth(small), ...panels].forEach((panel, column) => {
    lay(sheet, panel, x + column * (side + gap), y);
  });
  const under = y + small.height + 4;
  caption(sheet, truths.map(({ name }) => name).join(', '), x, under, ink);
  findings.slice(0, findingsShown).forEach(({ name, score, iou }, column) => {
    const left = x + (column + 1) * (side + gap);
    const place = iou === null ? 'not there' : `iou ${iou.toFixed(2)}`;
    const colour = iou !== null && iou >= rightIou ? lines.right.colour : lines.wrong.colour;
    caption(sheet, `${name} ${Math.round(100 * score)}%  ${place}`, left, under, colour);
  });
}

/** As many lines as the words take: names under a picture with four objects need two. */
function caption(sheet: Raster, words: string, x: number, y: number, colour: Colour): void {
  const letters = Math.floor((side + gap) / letterAdvance) - 2;
  wrap(words, letters).forEach((line, row) => {
    write(sheet, line, x, y + row * (letterHeight + 1), colour);
  });
}
