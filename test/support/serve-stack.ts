/** `camfleet up` as a process of its own, for tests that talk to it. */
import { freePort } from '../../packages/queue/src/free-port.js';
import { start } from './camfleet.js';

export interface ServedStack {
  readonly origin: string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
}

/** `camfleet up` on this store, with what the environment opens of the machine. */
export async function serveStack(
  store: string,
  environment: Record<string, string> = {},
): Promise<ServedStack> {
  const port = await freePort();
  const up = start(['up', '--port', String(port), '--store', store, '--debug'], environment);
  await up.logged(({ service, msg }) => service === 'api' && msg === 'listening');
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      up.child.kill('SIGINT');
      await up.finished;
    },
  };
}
