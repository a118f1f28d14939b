/** Ports in a row, for a command that takes the first and uses those behind it. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux hands to whoever asks for any, which processes of other tests take at any time. */
const range = { from: 20_000, to: 32_000 };

/** The first of so many that nothing listens on. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = range.from + Math.floor(Math.random() * (range.to - range.from - count));
    const servers = Array.from({ length: count }, () => createServer());
    const listening = servers.map(async (server, behind) => {
      await once(server.listen(first + behind), 'listening');
    });
    const tried = await Promise.allSettled(listening);
    for (const server of servers) server.close();
    if (tried.every(({ status }) => status === 'fulfilled')) return first;
  }
}
