/** The API on a free port of loopback, over a real store and a real Redis. */
import type { AddressInfo } from 'node:net';
import { connectRedis } from '@camfleet/queue';
import { createLogger } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { createServer } from '../../src/create-server.js';
import { type DescribedClient, describedClient } from './described-client.js';

export interface ServedApi extends DescribedClient {
  readonly origin: string;
  readonly port: number;
  readonly store: Awaited<ReturnType<typeof openStore>>;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly redisUrl: string;
  readonly pingRedis?: () => Promise<unknown>;
}

export async function serveApi({ redisUrl, pingRedis }: ServeOptions): Promise<ServedApi> {
  const store = await openStore(await temporaryFolder(), { s3: { region: 'us-east-1' } });
  const redis = await connectRedis(redisUrl);
  const app = await createServer(
    { store, pingRedis: pingRedis ?? (() => redis.ping()) },
    createLogger('api', 'silent'),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...(await describedClient(origin)),
    origin,
    port,
    store,
    close: async () => {
      await app.close();
      redis.disconnect();
      await store.close();
    },
  };
}
