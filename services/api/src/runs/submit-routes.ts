/** POST /v1/runs and POST /v1/uploads: what is to be done. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { uploadAddress } from '@camfleet/contracts';
import {
  idempotencyHeaders,
  runSchema,
  submissionSchema,
  uploadedSchema,
  uploadTypes,
} from '@camfleet/protocol';
import { writeUpload } from '@camfleet/results';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { limited } from '../limited.js';
import { tenantOf } from '../principal.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { beginOnce } from './begin-once.js';
import { submitBody, submitProblems } from './submit-body.js';

/** A larger manifest is named by its address. */
const uploadBytesMax = 1024 ** 3;

export function addSubmitRoutes(app: Api, deps: ApiDependencies): void {
  const { store } = deps;
  app.post(
    '/v1/runs',
    {
      schema: {
        tags: ['runs'],
        summary: 'Submit a run',
        description: 'Answered at once, whatever the size of the manifest, which is scanned afterwards.',
        headers: idempotencyHeaders,
        body: submissionSchema,
        response: {
          201: runSchema,
          ...problems(...submitProblems),
        },
      },
    },
    async (request, reply) =>
      beginOnce(deps, request, reply, (run) => submitBody(deps, request, request.body, { run })),
  );

  app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser(Object.keys(uploadTypes), (_request, payload, done) => done(null, payload));
    uploads.post(
      '/v1/uploads',
      {
        schema: {
          tags: ['runs'],
          summary: 'Upload a manifest',
          description: `The body is the manifest, up to ${uploadBytesMax / 1024 ** 2} MiB, as its content type says: ${Object.keys(uploadTypes).join(', ')}; gzip is seen by itself.`,
          consumes: Object.keys(uploadTypes),
          response: { 201: uploadedSchema, ...problems('body-too-large', 'media-type-unsupported') },
        },
      },
      async (request, reply) => {
        const told = request.headers['content-type'];
        if (told === undefined) throw new Refusal('request-invalid', 'The request needs a body.');
        const mediaType = told.split(';')[0]!.trim().toLowerCase();
        const kind = uploadTypes[mediaType as keyof typeof uploadTypes];
        const id = randomUUID().replaceAll('-', '');
        const body = limited(request.body as Readable, uploadBytesMax);
        const { bytes } = await writeUpload(store, id, { tenant: tenantOf(request), kind }, body);
        audit(request, 'upload', { upload: id, bytes });
        return await reply.code(201).send({ manifest: uploadAddress(id), kind, bytes });
      },
    );
  });
}
