/** POST /v1/models: a network comes in, is prepared and proved, and is there for runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { modelNameSchema, type PreparedModel, resizeModes } from '@camfleet/contracts';
import { saveModel } from '@camfleet/inference/models';
import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { modelSchema, viewModel } from './catalogue-routes.js';
import { prepareUpload } from './prepare-upload.js';
import { networkBytesMax, receiveNetwork } from './receive-network.js';

const networkTypes = ['application/octet-stream', 'application/x-tar'];
/** Where the prepared graph is written; no file that is sent can have this name. */
const graphFile = '.prepared.onnx';

const triple = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.tuple([z.number(), z.number(), z.number()], { error: 'takes three numbers between commas' }))
  .optional();

const prepareQuery = z.object({
  name: modelNameSchema.describe(
    'What runs will call it. A name that is taken goes on meaning what it does: this version is called name@version then.',
  ),
  use: z
    .stringbool()
    .default(false)
    .describe('Let a name that is taken mean this version from now on: for keys of scope admin.'),
  size: z.coerce.number().int().min(8).max(4_096).optional().describe('Side of the square input, in pixels.'),
  mean: triple.describe('Of red, green and blue, in units of 0..255.'),
  std: triple,
  channels: z.enum(['rgb', 'bgr']).optional(),
  resize: z.enum(resizeModes).optional(),
  topK: z.coerce.number().int().min(1).max(100).default(5).describe('Best classes that are mapped.'),
});

type Asked = FastifyRequest & { readonly query: z.infer<typeof prepareQuery> };

export function addModelUploadRoutes(app: Api, { store, stopping }: ApiDependencies): void {
  // Networks are large: so many lie on the disk at a time, and one in memory.
  const arriving = pLimit(2);
  const preparing = pLimit(1);
  app.register(async (scope) => {
    const uploads = scope.withTypeProvider<ZodTypeProvider>();
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser(networkTypes, (_request, payload, done) => done(null, payload));
    uploads.post(
      '/v1/models',
      {
        config: { scope: 'submit' },
        schema: {
          tags: ['models'],
          summary: 'Upload a network and prepare it',
          description: `The body is an .onnx file, or a tar (application/x-tar) of one with the files beside it: its weights, <name>.json with its preprocessing, its class names. Up to ${networkBytesMax} bytes. Answered once the network is prepared and its maps are proved to add up to its logits.`,
          consumes: networkTypes,
          querystring: prepareQuery,
          response: {
            201: modelSchema,
            ...problems(
              'body-malformed',
              'body-too-large',
              'media-type-unsupported',
              'model-refused',
              'model-identity',
            ),
          },
        },
      },
      async (request, reply) => {
        checkUse(request);
        const model = await arriving(() => receive(request));
        const { name, version, source } = model.description;
        const current = await saveModel(store, model, request.query.use ? 'always' : 'if-none');
        const isCurrent = current === version;
        audit(request, 'prepare', { model: `${name}@${version}`, current: isCurrent, bytes: source.bytes });
        return await reply.code(201).send(viewModel(model.description, isCurrent));
      },
    );
  });

  async function receive({ query, headers, body }: Asked): Promise<PreparedModel> {
    const { name, size, mean, std, channels, resize, topK } = query;
    const mediaType = headers['content-type'];
    if (mediaType === undefined) throw new Refusal('request-invalid', 'The request needs a body.');
    const isTar = mediaType.toLowerCase().startsWith('application/x-tar');
    const folder = await mkdtemp(join(tmpdir(), 'camfleet-network-'));
    try {
      const file = await receiveNetwork(body as Readable, folder, { isTar, name });
      const flags = {
        ...(size !== undefined && { size }),
        ...(mean !== undefined && { mean }),
        ...(std !== undefined && { std }),
        ...(channels !== undefined && { channelOrder: channels }),
        ...(resize !== undefined && { resize }),
      };
      const order = { folder, file, graph: graphFile, name, topK, flags };
      return await preparing(() => prepareUpload(order, folder, stopping));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** What others run by a name stays what it is, but for who looks after the server. */
function checkUse({ principal, query }: Asked): void {
  if (!query.use || principal.scope === 'admin') return;
  const detail =
    'takes a key of scope admin: leave it out, and call the model by its version where the name is taken';
  throw new Refusal('scope-missing', `query #/use: ${detail}.`, {
    mistakes: [{ in: 'query', pointer: '#/use', detail }],
  });
}
