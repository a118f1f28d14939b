/** What an export wrote, as a person likes to read it. */
import pc from 'picocolors';
import type { Exported } from './export-command.js';

export function exportText(done: Exported): string {
  const { run, place, format, images, boxes, failed, skipped, renamed, wsol } = done;
  const remarks: [number, string][] = [
    [failed, format === 'csv' ? 'failed, and have a line that says why' : 'failed and have no box'],
    [skipped, 'were skipped and have no box'],
    [wsol?.withoutTruth ?? 0, 'have the map of their best class, since no true one is known'],
    [
      wsol === null ? 0 : images - wsol.listed,
      'have no true box, and stand in no list: there is nothing to judge',
    ],
    [renamed, 'are called by their row, since their name is taken or cannot be a file'],
  ];
  const figures: [string, number | null][] = [
    ['MaxBoxAcc', wsol?.maxBoxAcc ?? null],
    ['  at the threshold', wsol?.maxBoxAccThreshold ?? null],
    ['MaxBoxAccV2', wsol?.maxBoxAccV2 ?? null],
  ];
  const judged = figures.flatMap(([name, share]) =>
    share === null ? [] : [`  ${name.padEnd(20)}${(share * 100).toFixed(1).padStart(5)} %`],
  );
  const what = boxes === null ? `maps of ${images} images` : `${boxes} boxes of ${images} images`;
  return [
    `${pc.bold(run)}: ${what}${place === null ? '' : ` in ${place}`}`,
    ...remarks.flatMap(([count, what]) => (count > 0 ? [`  ${count} ${what}`] : [])),
    ...(judged.length > 0 ? ['', `  as wsolevaluation counts, of ${wsol?.listed} images`, ...judged] : []),
  ].join('\n');
}
