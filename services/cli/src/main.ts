/** The command's process: reads the environment, turns Ctrl-C into an ordered stop. */
import { readConfig } from '@camfleet/runtime';
import { CommanderError } from 'commander';
import { cliConfigSchema } from './config.js';
import { createOutput } from './output.js';
import { createProgram } from './program.js';

/** Exit code of a command that was stopped by Ctrl-C. */
const interruptedExitCode = 130;

// The notice that newer releases want a newer Node is for us who pin the version, not for who runs it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const controller = new AbortController();

function interrupt(): void {
  // A second Ctrl-C means now: services that are left notice that we are gone and end by themselves.
  if (controller.signal.aborted) process.exit(interruptedExitCode);
  process.stderr.write('\nstopping; once more to stop at once\n');
  process.exitCode = interruptedExitCode;
  controller.abort(new Error('interrupted'));
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('SIGHUP', interrupt);

// Who has read enough closes the pipe, as `| head` does, and nothing is wrong then; what must be written whole hears of it itself.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && stream.listenerCount('error') === 1) throw error;
  });
}

const program = createProgram({
  environment: process.env,
  config: () => readConfig(cliConfigSchema, process.env),
  signal: controller.signal,
});
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
  // Its words are on stderr already; programs that asked for JSON read them too.
  if (process.exitCode === 2 && process.argv.includes('--json')) {
    const message = error.message.replace(/^error: /, '');
    createOutput({ json: true }).answer('', { error: { code: 'usage', message } });
  }
}
