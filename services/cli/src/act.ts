/** How every command runs: ordered close whatever happens, one sentence on failure. */
import { type Closer, createCloser } from '@camfleet/runtime';
import type { CliConfig } from './config.js';
import { createOutput, type Output, reportError } from './output.js';

export interface ProgramContext {
  /** What child processes inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Reads the environment; throws a Problem where it does not fit. */
  config(): CliConfig;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export type Act = (
  flags: { json?: boolean; debug?: boolean },
  command: (output: Output, closer: Closer) => Promise<void>,
) => Promise<void>;

const interrupted = { code: 'interrupted', message: 'stopped by a signal before it was done' };

export function createAct(signal: AbortSignal): Act {
  return async (flags, command) => {
    const output = createOutput(flags);
    const closer = createCloser();
    try {
      await command(output, closer);
    } catch (error) {
      if (!signal.aborted) reportError(error, output);
      else if (output.json) output.answer('', { error: interrupted });
    } finally {
      await closer.close().catch((error: unknown) => reportError(error, output));
    }
  };
}
