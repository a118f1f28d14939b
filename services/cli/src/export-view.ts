/** What an export wrote, as a person likes to read it. */
import pc from 'picocolors';
import type { Exported } from './export-command.js';

export function exportText(done: Exported): string {
  const { run, folder, images, listed, renamed, withoutTruth } = done;
  const { maxBoxAcc, maxBoxAccThreshold, maxBoxAccV2 } = done;
  const remarks: [number, string][] = [
    [withoutTruth, 'have the map of their best class, since no true one is known'],
    [images - listed, 'have no true box, and stand in no list: there is nothing to judge'],
    [renamed, 'are called by their row, since their id is taken or cannot be a file'],
  ];
  const figures: [string, number | null][] = [
    ['MaxBoxAcc', maxBoxAcc],
    ['  at the threshold', maxBoxAccThreshold],
    ['MaxBoxAccV2', maxBoxAccV2],
  ];
  const judged = figures.flatMap(([name, share]) =>
    share === null ? [] : [`  ${name.padEnd(20)}${(share * 100).toFixed(1).padStart(5)} %`],
  );
  return [
    `${pc.bold(run)}: ${images} maps in ${folder}`,
    ...remarks.flatMap(([count, what]) => (count > 0 ? [`  ${count} ${what}`] : [])),
    ...(judged.length > 0 ? ['', `  as wsolevaluation counts, of ${listed} images`, ...judged] : []),
  ].join('\n');
}
