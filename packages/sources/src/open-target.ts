/** Opens what a URI points at. */
import { type Failure, failure } from '@camfleet/contracts';
import type { FileMemory } from './file-memory.js';
import { openFile } from './open-file.js';
import { type HttpContext, openHttp } from './open-http.js';
import type { Opened, PictureReader, S3ObjectReader } from './opened.js';
import { describeTarget, type Target } from './target.js';

export interface OpenContext extends HttpContext {
  readonly s3: S3ObjectReader | null;
  /** A picture that was sent to us; null where there is none of the name. */
  readonly openPicture: PictureReader | null;
  readonly memory: FileMemory;
}

/** A Failure that will not pass; throws where another try may help. `checkTarget` must have been asked about `target` itself. */
export async function openTarget(
  context: OpenContext,
  target: Target,
  signal?: AbortSignal,
): Promise<Opened | Failure> {
  switch (target.scheme) {
    case 'file':
      return openFile(target.path, context.access.folders, context.memory, signal);
    case 's3':
      if (context.s3 === null) return failure('source-unsupported', 'S3 is not set up here');
      return context.s3(target.bucket, target.key, signal);
    case 'upload': {
      const opened = await context.openPicture?.(target.upload, target.name, signal);
      return opened ?? failure('source-not-found', `there is no ${describeTarget(target)}`);
    }
    default:
      return openHttp(context, target, signal);
  }
}
