/** camfleet export from a server: streamed into a file or to stdout, or unpacked into a folder. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Problem } from '@camfleet/contracts';
import { exportFormats, type Format, fillPlace } from '@camfleet/results';
import { staysBelow, type TarEntry, unpackTar } from '@camfleet/results/unpack-tar';
import type { CommandContext } from './carry-out.js';
import { checkPlace, type ExportFlags, toStdout } from './export-command.js';
import type { ServerPlace } from './server-place.js';

/** What was downloaded; `place` is null where it went to stdout. */
export interface Downloaded {
  readonly run: string;
  readonly format: ExportFlags['format'];
  readonly place: string | null;
  readonly files: number;
  /** That came over the wire. */
  readonly bytes: number;
}

export async function downloadExport(
  { client }: ServerPlace,
  { run, format: name, to, top, minScore }: ExportFlags,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<Downloaded> {
  const format: Format = exportFormats[name];
  checkPlace(name, format, to, output.json);
  const query = { format: name, minScore: String(minScore), ...(top === null ? {} : { top: String(top) }) };
  let bytes = 0;
  const over = new AbortController();
  const counted = async function* () {
    const body = await client.export(run, query, over.signal);
    try {
      for await (const chunk of body) {
        bytes += chunk.length;
        yield chunk;
      }
    } catch (cause) {
      signal.throwIfAborted();
      const kept = to === null ? 'what was written is not all of it' : 'nothing of it was kept';
      const message = `the server broke off in the middle of the export, and ${kept}: try again`;
      throw new Problem('server-unreachable', message, { cause });
    }
  };
  try {
    if (to === null) {
      for await (const chunk of counted()) await toStdout(chunk);
      return { run, format: name, place: null, files: 1, bytes };
    }
    if (format.kind === 'folder') {
      const { place, answer } = await fillPlace(to, null, (path) => unpackTar(counted(), path, placeOf));
      return { run, format: name, place, files: answer, bytes };
    }
    const { place } = await fillPlace(to, format.file, (path) =>
      pipeline(counted(), createWriteStream(path), { signal }),
    );
    return { run, format: name, place, files: 1, bytes };
  } finally {
    // A server that goes silent after what was refused, or could not be written, is not waited for.
    over.abort();
  }
}

/** A server that is not what it says could send anything: it writes plain files into this folder, and nowhere else. */
function placeOf({ name, isFile }: TarEntry): string {
  if (isFile && staysBelow(name)) return name;
  throw new Problem(
    'server-failed',
    `the server sent ${JSON.stringify(name.slice(0, 100))}, which is no file below the export's folder: nothing of it was kept`,
  );
}
