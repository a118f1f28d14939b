/** Writes scenes as pictures, with a manifest that knows what they show. */
import { type Drawing, drawScene, type Scene } from '@camfleet/pictures';
import { brokenFiles } from './broken-files.js';
import { objectClasses } from './object-classes.js';

export interface SceneOrder {
  /** By class, as loadDrawings gives them. */
  readonly drawings: readonly (readonly Drawing[])[];
  /** Of the first scene; each next one has the next. */
  readonly seed: number;
  /** At least 1. */
  readonly count: number;
  /** Whether rows that have something wrong with them are mixed in. */
  readonly broken?: boolean;
  /** Owned by another package, handed in. `quality` is JPEG's, 1..100. */
  encode(scene: Scene, quality: number): Promise<Uint8Array>;
  /** Keeps a file: 0000.jpg and so on, and manifest.jsonl. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Told after each scene. */
  onDrawn?(drawn: number): void;
  readonly signal?: AbortSignal;
}

/** Labels are by name, and each object has a box with its label. Returns when everything is kept. */
export async function writeScenes(order: SceneOrder): Promise<void> {
  const { drawings, seed, count, broken = false, encode, put, onDrawn, signal } = order;
  const rows: string[] = [];
  let waiting: Promise<void> = Promise.resolve();
  for (let index = 0; index < count; index += 1) {
    signal?.throwIfAborted();
    const scene = drawScene(seed + index, drawings);
    // While one scene is encoded and written, the next is drawn.
    await waiting;
    onDrawn?.(index);
    const uri = `${String(index).padStart(4, '0')}.jpg`;
    waiting = encode(scene, sceneQuality(seed + index)).then((jpeg) => put(uri, jpeg));
    rows.push(JSON.stringify({ uri, ...truthOf(scene) }));
  }
  await waiting;
  onDrawn?.(count);
  const all = broken ? spread(rows, await putBroken(order)) : rows;
  await put('manifest.jsonl', Buffer.from(all.map((row) => `${row}\n`).join('')));
}

async function putBroken({ drawings, seed, encode, put }: SceneOrder): Promise<string[]> {
  const { files, rows } = brokenFiles(await encode(drawScene(seed, drawings), sceneQuality(seed)));
  await Promise.all(Object.entries(files).map(([name, bytes]) => put(name, bytes)));
  return rows;
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
