/** Where the command's words go: answers to stdout, everything else to stderr. */
import { Problem } from '@camfleet/contracts';
import pc from 'picocolors';

export interface Output {
  /** Whether stdout carries one JSON object and nothing else. */
  readonly json: boolean;
  readonly debug: boolean;
  /** The command's answer: text, or with --json the object. */
  answer(text: string, object: object): void;
  /** A remark on the way. */
  note(sentence: string): void;
}

export function createOutput({ json = false, debug = false }: { json?: boolean; debug?: boolean }): Output {
  let answered = false;
  return {
    json,
    debug,
    answer: (text, object) => {
      // What goes wrong after the answer is said on stderr alone: stdout carries one object.
      if (json && answered) return;
      answered = true;
      process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${text}\n`);
    },
    note: (sentence) => process.stderr.write(`${sentence}\n`),
  };
}

/** Says what went wrong, and sets the exit code. A stack is for --debug, or for a defect of ours. */
export function reportError(error: unknown, output: Output): void {
  const problem = error instanceof Problem ? error : null;
  process.exitCode = problem?.exitCode ?? 1;
  const message =
    problem?.message ??
    `this is a defect of camfleet: ${error instanceof Error ? error.message : String(error)}`;
  output.note(`${pc.red('camfleet:')} ${message}`);
  if (output.debug || problem === null) output.note(error instanceof Error ? (error.stack ?? '') : '');
  if (output.json) output.answer('', { error: { code: problem?.code ?? 'defect', message } });
}
