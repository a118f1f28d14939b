/**
 * Starts the real servers that tests speak to, once for all: `inject('redis')` and `inject('s3')` give their addresses, or
 * null where there is none; and makes the folder that temporary ones lie in. Tests keep apart by prefixes and buckets of
 * their own. A server is started only where one of the test files to be run asks for it by these words.
 */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { assets } from './assets.js';
import type { S3Address } from './create-bucket.js';
import { startRedis } from './redis.js';
import { startS3 } from './s3-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    redis: { readonly url: string } | null;
    s3: S3Address | null;
    temporary: string;
  }
}

const stops: (() => Promise<void>)[] = [];

export async function setup(project: TestProject): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'camfleet-tests-'));
  stops.push(() => rm(temporary, { recursive: true, force: true }));
  // Containers of tests run as a user of their own, who has to pass here on the way to a folder that is open to them.
  await chmod(temporary, 0o711);
  project.provide('temporary', temporary);
  const texts = await textsOfTests(project);
  const asked = namesAskedFor(texts);
  const say = (text: string) => {
    // Where every suite must run, a missing server is a failure, not a reason to skip.
    if (process.env.CAMFLEET_TESTS_REQUIRED === '1') throw new Error(text);
    project.vitest.logger.warn(`${text}; the tests that need it are skipped`);
  };
  if (assets() === null && texts.some((text) => text.includes('support/assets.js'))) {
    project.vitest.logger.warn(
      'CAMFLEET_ASSETS (else ../shared) is no folder; the tests that compare with the reference’s networks and pictures are skipped',
    );
  }
  const [redis, s3] = await Promise.all([
    asked.has('redis') ? startRedis().catch((error: Error) => error.message) : null,
    asked.has('s3') ? startS3() : null,
  ]);
  for (const server of [redis, s3]) {
    if (typeof server === 'string') say(server);
    else if (server !== null) stops.push(() => server.stop());
  }
  project.provide('redis', redis === null || typeof redis === 'string' ? null : { url: redis.url });
  project.provide('s3', s3 === null || typeof s3 === 'string' ? null : addressOf(s3));
}

export async function teardown(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

/** The address alone: functions cannot be handed to the tests' processes. */
function addressOf({ endpoint, region, accessKeyId, secretAccessKey }: S3Address): S3Address {
  return { endpoint, region, accessKeyId, secretAccessKey };
}

async function textsOfTests(project: TestProject): Promise<string[]> {
  // What was typed after "vitest run". Not in vitest's types: where it is missing, every test file is looked at.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] };
  const { testFiles } = await project.globTestFiles(filenamePattern);
  return await Promise.all(testFiles.map((file) => readFile(file, 'utf8')));
}

function namesAskedFor(texts: readonly string[]): Set<string> {
  const words = texts.flatMap((text) => [...text.matchAll(/inject\('(\w+)'\)/g)]);
  return new Set(words.map((match) => match[1]!));
}
