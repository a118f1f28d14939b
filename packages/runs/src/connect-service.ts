/** What services that look after runs stand on: the store, the sources of users' manifests, Redis. */
import type { ObjectStore } from '@camfleet/contracts';
import { connectRedis, queuePrefix } from '@camfleet/queue';
import { listPictures, openPicture, openUpload } from '@camfleet/results';
import { type Closer, countS3Requests, type Metrics, s3Settings, sourceSettings } from '@camfleet/runtime';
import { accessOf, createSources, type Sources } from '@camfleet/sources';
import { openStore, s3ObjectReader, s3PrefixLister } from '@camfleet/storage';

/** As the services read it from their environment. */
type ServiceConfig = Parameters<typeof s3Settings>[0] &
  Parameters<typeof sourceSettings>[0] & { readonly STORE: string; readonly REDIS_URL: string };

export interface ServiceConnections {
  readonly store: ObjectStore;
  readonly sources: Sources;
  readonly redis: Awaited<ReturnType<typeof connectRedis>>;
  /** What the names of this store's keys in Redis begin with. */
  readonly prefix: string;
}

/** Closed by `closer`, last first; requests to S3 are counted. Throws a Problem for whatever does not answer. */
export async function connectService(
  config: ServiceConfig,
  { closer, metrics }: { closer: Closer; metrics: Metrics },
): Promise<ServiceConnections> {
  const s3Of = (whose: 'store' | 'sources') => s3Settings(config, countS3Requests(metrics, whose));
  const s3 = s3Of('sources');
  const store = closer.add(await openStore(config.STORE, { s3: s3Of('store') }));
  const sources = closer.add(
    createSources({
      s3: s3ObjectReader(s3),
      listS3: s3PrefixLister(s3),
      openUpload: (id) => openUpload(store, id),
      openPicture: (id, name, signal) => openPicture(store, id, name, signal),
      listPictures: (id) => listPictures(store, id),
      access: accessOf(sourceSettings(config)),
    }),
  );
  const redis = await connectRedis(config.REDIS_URL);
  closer.add({ close: async () => redis.disconnect() });
  return { store, sources, redis, prefix: queuePrefix(store.address) };
}
