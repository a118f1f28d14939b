/** What the demo says when it is done. */
import type { FailedOutcome } from '@camfleet/contracts';
import pc from 'picocolors';
import type { DemoResult } from './demo-command.js';
import { summaryText } from './summary-view.js';

export function demoText({ summary, contactSheet, failed }: DemoResult): string {
  return [
    summaryText(summary),
    ...(failed.length === 0 ? [] : ['', '  what became of the broken ones', ...failed.map(failedLine)]),
    `pictures ${contactSheet}`,
    '',
    'The scenes are made of drawings that the network never saw, by other hands than those that it learned from.',
    `Your own pictures: ${pc.bold('npx camfleet run PICTURES --model NETWORK.onnx')}`,
  ].join('\n');
}

function failedLine({ id, index, error }: FailedOutcome): string {
  // A row that could not be read has no name.
  const name = id === '' ? `line ${index + 1}` : id.split('/').at(-1)!;
  return `    ${name.padEnd(20)} ${error.code.padEnd(22)} ${error.message}`;
}
