/** The frame of every service's main: its configuration, one abort signal from SIGTERM to the socket, ordered close. */
import { Problem } from '@camfleet/contracts';
import { z } from 'zod';
import { type Closer, createCloser } from './closer.js';
import { createLogger, type Logger } from './logger.js';
import type { MeteredService } from './metrics/metric-kind.js';
import { type Metrics, silentMetrics } from './metrics/metrics.js';
import type { ObserveConfig } from './metrics/observe-environment.js';
import { readConfig } from './read-config.js';
import { stopMsMax } from './stop-ms-max.js';

export interface ServiceContext<Config> {
  readonly config: Config;
  readonly log: Logger;
  readonly closer: Closer;
  /** Of this service, as the catalogue has them. */
  readonly metrics: Metrics;
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
export async function runService<Schema extends z.ZodObject & z.ZodType<ObserveConfig>>(
  name: MeteredService,
  environment: NodeJS.ProcessEnv,
  schema: Schema,
  service: (context: ServiceContext<z.infer<Schema>>) => Promise<void>,
): Promise<void> {
  const log = createLogger(name, environment.LOG_LEVEL ?? 'info');
  const controller = new AbortController();
  let msMax = stopMsMax({});
  const stop = (why: string) => {
    controller.abort(new Error(why));
    // With Redis gone there is nobody to hand shards back to: their leases run out by themselves.
    setTimeout(() => {
      log.warn('not everything could be closed in time');
      process.exit(1);
    }, msMax).unref();
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
    msMax = stopMsMax(config);
    await openTraces(name, config, closer);
    const metrics = await openMetrics(name, config, closer);
    await service({ config, log, closer, metrics, signal: controller.signal });
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

/** The client and its libraries are loaded only where a port is named. */
async function openMetrics(
  name: MeteredService,
  { METRICS_PORT }: ObserveConfig,
  closer: Closer,
): Promise<Metrics> {
  if (METRICS_PORT === undefined) return silentMetrics;
  const { createMetrics } = await import('./metrics/create-metrics.js');
  const { watchProcess } = await import('./metrics/watch-process.js');
  const metrics = createMetrics(name);
  closer.add(watchProcess(metrics));
  return metrics;
}

/** So is what tells a collector of spans. */
async function openTraces(name: MeteredService, config: ObserveConfig, closer: Closer): Promise<void> {
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return;
  const { startTracing } = await import('./tracing/start-tracing.js');
  closer.add(startTracing(name, config.OTEL_EXPORTER_OTLP_ENDPOINT, config.OTEL_TRACES_SAMPLER_ARG));
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
