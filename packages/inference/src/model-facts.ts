/** What a model's graph does not say: how its pixels are to be prepared, and what its classes are called. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { cropShareDefault, Problem, type ResizeMode, resizeModes } from '@camfleet/contracts';
import { z } from 'zod';

type Triple = readonly [number, number, number];

export interface ModelFacts {
  /** Pixels, where somebody says so; else the graph does. */
  readonly width?: number;
  readonly height?: number;
  /** In units of 0..255. */
  readonly mean: [number, number, number];
  readonly std: [number, number, number];
  readonly channelOrder: 'rgb' | 'bgr';
  /** `squash` where nobody says otherwise. */
  readonly resize: ResizeMode;
  /** With `centre-crop` alone. */
  readonly cropShare?: number;
  readonly classNames: string[] | null;
  readonly classIds: string[] | null;
  readonly licence?: string;
  /** Where the preprocessing is from; `assumed` calls for a warning. */
  readonly origin: 'flags' | 'file' | 'assumed';
}

export interface FactFlags {
  /** Side of the square input. */
  readonly size?: number;
  readonly mean?: Triple;
  readonly std?: Triple;
  readonly channelOrder?: 'rgb' | 'bgr';
  readonly resize?: ResizeMode;
  /** A file with the classes' names. */
  readonly classes?: string;
}

/** What ImageNet networks of the torchvision family are trained with. */
const imageNet = { mean: [123.675, 116.28, 103.53] as Triple, std: [58.395, 57.12, 57.375] as Triple };

const triple = z.tuple([z.number(), z.number(), z.number()]);
/** One entry of models.json, or the whole of <name>.json. */
const entrySchema = z.looseObject({
  id: z.string().optional(),
  file: z.string().optional(),
  input: z.looseObject({
    width: z.int().positive().optional(),
    height: z.int().positive().optional(),
    mean: triple,
    std: triple,
    order: z.string().optional(),
    resize: z.enum(resizeModes).optional(),
    cropShare: z.number().positive().max(1).optional(),
  }),
  /** Begins with the name of a file of class names beside this one. */
  classes: z.string().optional(),
  licence: z.string().optional(),
});

/** Flags first, then `<name>.json` or `models.json` beside the model's file, then ImageNet's values. */
export async function readModelFacts(file: string, flags: FactFlags): Promise<ModelFacts> {
  const entry = await readEntry(file);
  const input = entry?.input;
  const classFile = flags.classes ?? (await classFileOf(file, entry?.classes));
  const classes = classFile === null ? null : await readClasses(classFile);
  const { size } = flags;
  const width = size ?? input?.width;
  const height = size ?? input?.height;
  const resize = flags.resize ?? input?.resize ?? 'squash';
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    mean: [...(flags.mean ?? input?.mean ?? imageNet.mean)],
    std: [...(flags.std ?? input?.std ?? imageNet.std)],
    channelOrder: flags.channelOrder ?? (/^bgr/i.test(input?.order ?? '') ? 'bgr' : 'rgb'),
    resize,
    ...(resize === 'centre-crop' ? { cropShare: input?.cropShare ?? cropShareDefault } : {}),
    classNames: classes?.names ?? null,
    classIds: classes?.ids ?? null,
    ...(entry?.licence === undefined ? {} : { licence: entry.licence }),
    origin:
      flags.mean !== undefined && flags.std !== undefined
        ? 'flags'
        : input === undefined
          ? 'assumed'
          : 'file',
  };
}

async function readEntry(file: string): Promise<z.infer<typeof entrySchema> | null> {
  const own = join(dirname(file), `${basename(file, extname(file))}.json`);
  const ownText = await readIfThere(own);
  if (ownText !== null) return parse(own, ownText, entrySchema);
  const list = join(dirname(file), 'models.json');
  const listText = await readIfThere(list);
  if (listText === null) return null;
  return parse(list, listText, z.array(entrySchema)).find((entry) => entry.file === basename(file)) ?? null;
}

async function classFileOf(file: string, said: string | undefined): Promise<string | null> {
  const name = said?.split(/[\s(]/, 1)[0];
  if (name === undefined || name === '') return null;
  // The list of a stranger must not be made of a file that is not its own.
  if (name.split(/[\\/]/).includes('..')) {
    throw new Problem(
      'model-refused',
      `${basename(file)} has its class names outside of its folder: put them into it`,
    );
  }
  const path = join(dirname(file), name);
  return (await readIfThere(path)) === null ? null : path;
}

const classListSchema = z.union([
  z.array(z.string()),
  z.array(z.looseObject({ name: z.string(), wnid: z.string().optional(), id: z.string().optional() })),
]);

/** A JSON array of names, or of objects with a name and an id, or plain text with a name a line. */
export async function readClasses(path: string): Promise<{ names: string[]; ids: string[] | null }> {
  const text = await readIfThere(path);
  if (text === null) throw new Problem('model-refused', `there is no file of class names at ${path}`);
  if (!path.endsWith('.json')) return { names: text.split(/\r?\n/).filter((line) => line !== ''), ids: null };
  const list = parse(path, text, classListSchema).map((entry) =>
    typeof entry === 'string' ? { name: entry } : entry,
  );
  const ids = list.flatMap((entry) => {
    const id = 'wnid' in entry ? entry.wnid : 'id' in entry ? entry.id : undefined;
    return id === undefined ? [] : [String(id)];
  });
  return { names: list.map(({ name }) => name), ids: ids.length === list.length ? ids : null };
}

async function readIfThere(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Problem('model-refused', `${path} cannot be read (${error.code})`, { cause: error });
  });
}

function parse<T>(path: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : 'it is not JSON';
    throw new Problem('model-refused', `${path} does not describe models: ${why}`, { cause: error });
  }
}
