/** POST /v1/uploads/pictures: pictures that lie nowhere a server could read them. */
import { randomUUID } from 'node:crypto';
import { isPictureName, picturesAddress, picturesIdOf } from '@camfleet/contracts';
import { uploadedPicturesViewSchema } from '@camfleet/protocol';
import { beginPictures, ownerOfPictures, putPicture } from '@camfleet/results';
import { isImageName } from '@camfleet/sources';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { tenantOf } from '../principal.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';

/** Of one request: more are sent in several, into the same upload. A picture is held in memory while it is stored. */
const picturesMax = 1_000;
const pictureBytesMax = 64 * 1024 ** 2;
const bytesMax = 512 * 1024 ** 2;

export function addPictureUploadRoutes(app: Api, { store }: ApiDependencies): void {
  app.register(async (scope) => {
    const uploads = scope.withTypeProvider<ZodTypeProvider>();
    await uploads.register(multipart, {
      throwFileSizeLimit: false,
      limits: { files: picturesMax, fileSize: pictureBytesMax, fields: 0, fieldNameSize: 100 },
      // A name is a path, and we look at it ourselves.
      preservePath: true,
    });
    uploads.post(
      '/v1/uploads/pictures',
      {
        schema: {
          tags: ['runs'],
          summary: 'Upload pictures',
          description: `A form of files, each named by its path: up to ${picturesMax} of up to ${pictureBytesMax / 1024 ** 2} MiB each, ${bytesMax / 1024 ** 2} MiB in all. What has no picture's name is passed over. The answer's address is a manifest of all of them, and a base that rows may name them from.`,
          consumes: ['multipart/form-data'],
          querystring: z.object({
            into: z
              .string()
              .optional()
              .describe('The address of an upload that these pictures are added to.'),
          }),
          response: {
            201: uploadedPicturesViewSchema,
            ...problems('body-too-large', 'body-malformed', 'media-type-unsupported', 'manifest-not-found'),
          },
        },
      },
      async (request, reply) => {
        const id = await uploadFor(request, request.query.into);
        const told = { manifest: picturesAddress(id), pictures: 0, bytes: 0, passedOver: 0 };
        let received = 0;
        for await (const { name, bytes, truncated } of filesOf(request)) {
          received += bytes.length;
          if (received > bytesMax) {
            const message = `The pictures are larger than ${bytesMax} bytes, which is all that is taken at a time.`;
            throw new Refusal('body-too-large', message);
          }
          if (truncated) {
            const message = `${name} is larger than ${pictureBytesMax} bytes, which is all that is taken here.`;
            throw new Refusal('body-too-large', message);
          }
          if (!isImageName(name) || !isPictureName(name)) {
            told.passedOver += 1;
            continue;
          }
          await putPicture(store, id, name, bytes);
          told.pictures += 1;
          told.bytes += bytes.length;
        }
        audit(request, 'upload', { upload: id, pictures: told.pictures, bytes: told.bytes });
        return await reply.code(201).send(told);
      },
    );
  });

  async function uploadFor(request: FastifyRequest, into: string | undefined): Promise<string> {
    const tenant = tenantOf(request);
    if (into === undefined) {
      const id = randomUUID().replaceAll('-', '');
      await beginPictures(store, id, tenant);
      return id;
    }
    const id = picturesIdOf(into);
    if (id !== null && (await ownerOfPictures(store, id)) === tenant) return id;
    const detail = 'is no address of pictures that were uploaded here';
    throw new Refusal('manifest-not-found', `query #/into: ${detail}.`, {
      mistakes: [{ in: 'query', pointer: '#/into', detail }],
    });
  }
}

/** The files of a form, one at a time. Throws Refusal 'body-malformed' where the form breaks off or is none. */
async function* filesOf(
  request: FastifyRequest,
): AsyncGenerator<{ readonly name: string; readonly bytes: Uint8Array; readonly truncated: boolean }> {
  try {
    for await (const part of request.files()) {
      const bytes = await part.toBuffer();
      yield { name: part.filename, bytes, truncated: part.file.truncated };
    }
  } catch (error) {
    // What goes beyond a limit of the form says so by its status; the parser's own mistakes have none.
    if (error instanceof Error && 'statusCode' in error) throw error;
    throw new Refusal('body-malformed', `The form cannot be read: ${(error as Error).message}.`);
  }
}
