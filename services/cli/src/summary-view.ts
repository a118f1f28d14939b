/** How a run ended, as a person likes to read it. */
import { type Accuracy, type FailureCode, failureTable, type Summary } from '@camfleet/contracts';
import pc from 'picocolors';
import { duration } from './duration.js';
import type { Output } from './output.js';

/** The answer of every command that ends a run; only a complete one is a success. @param place the flag that names it */
export function answerSummary(summary: Summary, place: string, output: Output): void {
  const { run, images } = summary;
  const which = images.failed > 0 ? [`failed   npx camfleet results ${run} --failed ${place}`] : [];
  output.answer([summaryText(summary), ...which].join('\n'), summary);
  if (summary.state !== 'complete') process.exitCode = 1;
}

export function summaryText(summary: Summary): string {
  const { run, state, images, seconds, imagesPerSecond, results } = summary;
  const head = `${pc.bold(run)} is ${state}: ${images.total} images in ${duration(seconds)} (${imagesPerSecond.toFixed(1)} images/s)`;
  return [
    head,
    '',
    ...countLines(summary),
    ...(summary.accuracy === null ? [] : ['', ...accuracyLines(summary.accuracy)]),
    '',
    `results  ${results}`,
  ].join('\n');
}

function countLines({ images, failures, warnings, repairs }: Summary): string[] {
  const lines = [`  ${pc.green('ok')}       ${images.ok}`];
  if (images.failed > 0) lines.push(`  ${pc.yellow('failed')}   ${images.failed}`);
  for (const [code, count] of descending(failures)) {
    lines.push(`             ${count} ${code}: ${failureTable[code as FailureCode].help}`);
  }
  if (images.skipped > 0) lines.push(`  skipped  ${images.skipped}`);
  for (const [kind, count] of descending(repairs)) lines.push(`  mended   ${count} ${kind}`);
  for (const [code, count] of descending(warnings)) lines.push(`  warning  ${count} ${code}`);
  return lines;
}

function descending(tally: Record<string, number>): [string, number][] {
  return Object.entries(tally).sort(([, a], [, b]) => b - a);
}

function accuracyLines(accuracy: Accuracy): string[] {
  const { evaluated, evaluatedWithBoxes, top1Cls, top5Cls, top1Loc, top5Loc, gtKnown, baselines } = accuracy;
  const { maxBoxAcc, maxBoxAccThreshold, maxBoxAccV2, meanIou, pointingGame } = accuracy;
  const rows: [string, number | null][] = [
    ['top-1 class', top1Cls],
    ['top-5 class', top5Cls],
    ['top-1 localised', top1Loc],
    ['top-5 localised', top5Loc],
    ['GT-known box', gtKnown],
    [`  at the best threshold, ${((maxBoxAccThreshold ?? 0) * 100).toFixed(1)} % of the maximum`, maxBoxAcc],
    ['  centred box of half the area, no network', baselines.centre],
    ['  whole image, no network', baselines.whole],
    ['MaxBoxAccV2', maxBoxAccV2],
    ['mean IoU', meanIou],
    ['pointing game', pointingGame],
  ];
  const boxes = evaluatedWithBoxes === evaluated ? '' : `, ${evaluatedWithBoxes} of them with boxes`;
  return [
    `  right, of ${evaluated} images with truth${boxes} (IoU 0.5)`,
    ...rows.flatMap(([name, share]) => (share === null ? [] : [`  ${name.padEnd(46)}${percent(share)}`])),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`.padStart(7);
}
