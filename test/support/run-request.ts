/** A run as tests submit it: what is not said is usual. */
import { findPolicy } from '@camfleet/cam';
import { build, type RunRequest } from '@camfleet/contracts';

type Changes = Partial<Omit<RunRequest, 'run' | 'parameters'>> &
  Partial<Pick<RunRequest['parameters'], 'shardRows'>>;

export function runRequest(run: string, { shardRows = null, ...changes }: Changes = {}): RunRequest {
  return {
    run,
    createdAt: '2026-01-31T12:00:00.000Z',
    build,
    tenant: 'default',
    priority: 10,
    breaker: { share: 0.5, images: 200 },
    parent: null,
    manifest: { kind: 'jsonl', source: '/pictures/manifest.jsonl', base: '/pictures/' },
    model: { name: 'm', version: 'v', digest: 'd', topK: 5, classes: 1_000 },
    parameters: {
      policy: findPolicy('paper-20')!,
      boxFormat: 'xyxy',
      classifyOnly: false,
      exif: 'apply',
      colour: 'managed',
      shardRows,
    },
    ...changes,
  };
}
