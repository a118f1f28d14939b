/** Draws scenes into a folder, with a manifest that knows what they show. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Drawing, drawScene, type Scene } from '@camfleet/pictures';
import { objectClasses } from './object-classes.js';
import { writeBrokenFiles } from './write-broken-files.js';

export interface SceneOrder {
  /** Created where it is not there; gets 0000.jpg and so on, and manifest.jsonl. */
  readonly folder: string;
  /** By class, as loadDrawings gives them. */
  readonly drawings: readonly (readonly Drawing[])[];
  /** Of the first scene; each next one has the next. */
  readonly seed: number;
  readonly count: number;
  /** Whether rows that have something wrong with them are mixed in. */
  readonly broken?: boolean;
  /** Owned by another package, handed in. `quality` is JPEG's, 1..100. */
  encode(scene: Scene, quality: number): Promise<Uint8Array>;
  /** Told after each scene. */
  onDrawn?(drawn: number): void;
  readonly signal?: AbortSignal;
}

/** Returns the manifest's path: labels by name, and a box with its label for each object. */
export async function writeScenes(order: SceneOrder): Promise<string> {
  const { folder, drawings, seed, count, broken, encode, onDrawn, signal } = order;
  await mkdir(folder, { recursive: true });
  const rows: string[] = [];
  for (let index = 0; index < count; index += 1) {
    signal?.throwIfAborted();
    const scene = drawScene(seed + index, drawings);
    const uri = `${String(index).padStart(4, '0')}.jpg`;
    await writeFile(join(folder, uri), await encode(scene, sceneQuality(seed + index)));
    rows.push(JSON.stringify({ uri, ...truthOf(scene) }));
    onDrawn?.(index + 1);
  }
  const all = broken === true ? spread(rows, await writeBrokenFiles(folder, '0000.jpg')) : rows;
  const manifest = join(folder, 'manifest.jsonl');
  await writeFile(manifest, all.map((row) => `${row}\n`).join(''));
  return manifest;
}

/** Both lists in one, the second at even distances. */
function spread(many: readonly string[], few: readonly string[]): string[] {
  const every = Math.max(1, Math.floor(many.length / few.length));
  const mixed = many.flatMap((row, index) => {
    const due = index % every === 0 ? few[index / every] : undefined;
    return due === undefined ? [row] : [row, due];
  });
  return [...mixed, ...few.slice(Math.ceil(many.length / every))];
}

/** JPEG's quality differs from scene to scene, as it does between cameras: 75 to 94. */
export function sceneQuality(seed: number): number {
  return 75 + (seed % 20);
}

function truthOf({ objects }: Scene) {
  const name = (label: number) => objectClasses[label]!.name;
  return {
    labels: objects.map(({ label }) => name(label)),
    boxes: objects.map(({ box, label }) => ({ box, label: name(label) })),
  };
}
