/** camfleet export, from a store or from a server. */
import { exportFormats } from '@camfleet/results';
import type { Command } from 'commander';
import type { CommandContext } from './carry-out.js';
import { downloadExport } from './download-export.js';
import { type ExportFlags, exportCommand, ReaderGone } from './export-command.js';
import { exportText } from './export-view.js';
import { refuseFlags } from './flags.js';
import { openServer } from './place-flags.js';
import type { ServerPlace } from './server-place.js';

const held = { guesses: "the box policy's guesses", maps: 'maps' } as const;

export async function exportAnywhere(
  flags: ExportFlags,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { holds } = exportFormats[flags.format];
  if (holds !== 'predictions')
    refuseFlags(command, ['top', 'minScore'], `${flags.format} holds ${held[holds]}, and all of them`);
  try {
    const server = await openServer(command, context);
    if (server === null) await fromStore(flags, context);
    else await fromServer(server, flags, context);
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
}

async function fromServer(server: ServerPlace, flags: ExportFlags, context: CommandContext): Promise<void> {
  const { output } = context;
  const done = await downloadExport(server, flags, context);
  const files = done.files === 1 ? '' : `${done.files} files, `;
  const what = `${flags.run} as ${flags.format}: ${files}${done.bytes} bytes`;
  if (done.place === null) output.note(what);
  else output.answer(`${what} in ${done.place}`, done);
}

async function fromStore(flags: ExportFlags, context: CommandContext): Promise<void> {
  const { output } = context;
  const done = await exportCommand(flags, context);
  // stdout has the document where there is no other place for it.
  if (done.place === null) output.note(exportText(done));
  else output.answer(exportText(done), done);
}
