/** camfleet export from a server: the document is streamed into a file, or to stdout. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Problem } from '@camfleet/contracts';
import { exportFormats, type Format, fillPlace } from '@camfleet/results';
import type { CommandContext } from './carry-out.js';
import { checkPlace, type ExportFlags, toStdout } from './export-command.js';
import type { ServerPlace } from './server-place.js';

/** What was downloaded; `place` is null where it went to stdout. */
export interface Downloaded {
  readonly run: string;
  readonly format: ExportFlags['format'];
  readonly place: string | null;
  readonly bytes: number;
}

export async function downloadExport(
  { client }: ServerPlace,
  { run, format: name, to, top, minScore }: ExportFlags,
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
): Promise<Downloaded> {
  const format: Format = exportFormats[name];
  if (format.kind === 'folder') {
    throw new Problem(
      'usage',
      `${name} is a folder of files, which a server sends as a tar (GET /v1/runs/${run}/export?format=${name}): export it where the store is, with --store`,
    );
  }
  checkPlace(name, format, to, output.json);
  const query = { format: name, minScore: String(minScore), ...(top === null ? {} : { top: String(top) }) };
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of await client.export(run, query)) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  if (to === null) {
    for await (const chunk of counted()) await toStdout(chunk);
    return { run, format: name, place: null, bytes };
  }
  const { place } = await fillPlace(to, format.file, (path) =>
    pipeline(counted(), createWriteStream(path), { signal }),
  );
  return { run, format: name, place, bytes };
}
