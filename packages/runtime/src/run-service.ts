/** The frame of every service's main: its configuration, one abort signal from SIGTERM to the socket, ordered close. */
import { limits, Problem } from '@camfleet/contracts';
import { z } from 'zod';
import { type Closer, createCloser } from './closer.js';
import { createLogger, type Logger } from './logger.js';
import { readConfig } from './read-config.js';

export interface ServiceContext<Config> {
  readonly config: Config;
  readonly log: Logger;
  readonly closer: Closer;
  /** Aborted by SIGTERM and SIGINT, and when the process that started this one is gone. */
  readonly signal: AbortSignal;
}

/** What a service tells the process that started it, where there is one. */
export const serviceMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** There is nothing left to do: the process ends by itself. */
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('problem'), code: z.string(), message: z.string() }),
]);
export type ServiceMessage = z.infer<typeof serviceMessageSchema>;

/**
 * Runs a service until it returns or fails. A Problem becomes one log line and its exit code; anything else is a
 * defect and is logged whole. A stop that was asked for is no failure.
 */
export async function runService<Schema extends z.ZodObject>(
  name: string,
  environment: NodeJS.ProcessEnv,
  schema: Schema,
  service: (context: ServiceContext<z.infer<Schema>>) => Promise<void>,
): Promise<void> {
  const log = createLogger(name, environment.LOG_LEVEL ?? 'info');
  const controller = new AbortController();
  const stop = (why: string) => {
    controller.abort(new Error(why));
    // With Redis gone there is nobody to hand shards back to: their leases run out by themselves.
    setTimeout(() => {
      log.warn('not everything could be closed in time');
      process.exit(1);
    }, limits.stopGraceMs + limits.stopForceMs).unref();
  };
  const closer = createCloser();
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const orphaned = () => stop('the parent process is gone');
  process.on('disconnect', orphaned);
  // It may have gone while our modules were loaded.
  if (process.connected === false) orphaned();
  try {
    const config = readConfig(schema, environment);
    await service({ config, log, closer, signal: controller.signal });
  } catch (error) {
    if (!controller.signal.aborted) fail(log, error);
  } finally {
    await closer
      .close()
      .catch((error: unknown) => log.warn({ err: error }, 'not everything could be closed'));
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
    process.off('disconnect', orphaned);
    if (process.connected) process.disconnect();
  }
}

/** Tells the parent process something, where there is one. */
export function tellParent(message: ServiceMessage): void {
  if (process.connected) process.send?.(message);
}

function fail(log: Logger, error: unknown): void {
  const problem = error instanceof Problem ? error : null;
  process.exitCode = problem?.exitCode ?? 1;
  if (problem !== null) log.fatal({ code: problem.code }, problem.message);
  else log.fatal({ err: error }, 'defect');
  tellParent({
    kind: 'problem',
    code: problem?.code ?? 'defect',
    message: problem?.message ?? String(error),
  });
}
