/** Reads a network's file, and the files of weights that it names: from its own folder and nowhere else. */
import { constants } from 'node:fs';
import { open, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { Problem } from '@camfleet/contracts';
import { type ExternalFiles, externalLocations, modelBytesMax } from '@camfleet/onnx';
import { orRefuse } from './or-refuse.js';

export interface NetworkFiles {
  readonly bytes: Uint8Array;
  /** Weights that lie beside it; empty for most networks. */
  readonly external: ExternalFiles;
}

/**
 * Throws the Problem `model-unknown` where there is no such file, `model-refused` where it is no network, or a file that it
 * names is missing, too large, or outside of its folder: a model of a stranger must not read what is not its own.
 */
export async function readNetwork(path: string): Promise<NetworkFiles> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Problem('model-unknown', `the model ${path} cannot be read (${cause.code}): check the path`, {
      cause,
    });
  });
  const file = basename(path);
  const external = new Map<string, Uint8Array>();
  for (const location of orRefuse(file, () => externalLocations(bytes)))
    external.set(location, await readBeside(dirname(path), file, location));
  return { bytes, external };
}

async function readBeside(folder: string, file: string, location: string): Promise<Uint8Array> {
  const refused = (why: string, cause?: unknown) =>
    new Problem(
      'model-refused',
      `${file} is refused (external-data): its weights are in "${location}", ${why}`,
      { cause },
    );
  const outside = refused(`which is not in the model's folder: put both into one, and no link out of it`);
  if (isAbsolute(location) || location.split(/[\\/]/).includes('..')) throw outside;
  const unreadable = (cause: NodeJS.ErrnoException) => {
    throw refused(`which cannot be read (${cause.code}): put it beside the model`, cause);
  };
  const found = await realpath(join(folder, location)).catch(unreadable);
  if (!found.startsWith(`${await realpath(folder)}${sep}`)) throw outside;
  // Neither a link put there meanwhile nor a pipe that nobody writes into.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(found, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(unreadable);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw refused('which is no file: put it beside the model');
    if (stat.size > modelBytesMax) {
      throw refused(
        `which has ${(stat.size / 1e9).toFixed(1)} GB: a prepared model is a single file, which holds 2.1 GB at most`,
      );
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
