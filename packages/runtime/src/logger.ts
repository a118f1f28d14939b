/** Structured logs, one JSON object a line on stderr: stdout belongs to what a command answers. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export function createLogger(
  service: string,
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  const base = { service, pid: process.pid };
  return pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, to);
}
