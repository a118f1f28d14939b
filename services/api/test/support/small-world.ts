/** A store of its own, with the small model in it and pictures beside it. */
import { join } from 'node:path';
import type { ModelDescription, ObjectStore } from '@camfleet/contracts';
import { prepareModel, readModelFacts, readNetwork, saveModel } from '@camfleet/inference';
import { openStore } from '@camfleet/storage';
import { createBucket, type S3Address } from '../../../../test/support/create-bucket.js';
import { writeSmallModel } from '../../../../test/support/small-model.js';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { writePictures } from '../../../../test/support/write-pictures.js';

export interface SmallWorld {
  readonly store: ObjectStore;
  readonly model: ModelDescription;
  /** Holds `pictures/0000.jpg` and so on. */
  readonly folder: string;
  readonly pictures: readonly string[];
  /** What a service needs to open the same store. */
  readonly environment: Record<string, string>;
}

export async function smallWorld(pictures: number, s3: S3Address | null): Promise<SmallWorld> {
  const folder = await temporaryFolder();
  const bucket = `api-${Math.random().toString(36).slice(2)}`;
  if (s3 !== null) await createBucket(s3, bucket);
  const address = s3 === null ? join(folder, 'store') : `s3://${bucket}/camfleet`;
  const settings = s3 === null ? { region: 'us-east-1' } : { ...s3, forcePathStyle: true };
  const store = await openStore(address, { s3: settings });
  const path = await writeSmallModel(folder);
  const facts = await readModelFacts(path, {});
  const prepared = await prepareModel({
    name: 'small',
    file: 'small.onnx',
    ...(await readNetwork(path)),
    facts,
    topK: 3,
  });
  await saveModel(store, prepared, 'always');
  return {
    store,
    model: prepared.description,
    folder,
    pictures: await writePictures(join(folder, 'pictures'), pictures),
    environment: {
      STORE: address,
      ...(s3 === null
        ? {}
        : {
            S3_ENDPOINT: s3.endpoint,
            AWS_ACCESS_KEY_ID: s3.accessKeyId,
            AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
          }),
    },
  };
}
