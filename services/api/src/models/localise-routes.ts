/** POST /v1/localize: one image in, its classes, boxes and maps out. */
import type { ManifestRow } from '@camfleet/contracts';
import { localisedSchema, localizeQuery, localizeSchema } from '@camfleet/protocol';
import { showOutcome } from '@camfleet/results';
import { type Sources, SourceUnavailable } from '@camfleet/sources';
import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { viewOutcome } from '../outcomes/view-outcome.js';
import { createPlaces } from '../places.js';
import { problems } from '../problems.js';
import { blaming, Refusal } from '../refusal.js';
import { choosePolicy } from '../runs/choose-policy.js';
import { PartInvalid } from '../validate.js';
import { goneSignal, whenGone } from '../when-gone.js';
import { withinTime } from '../within-time.js';
import { knownModel } from './known-model.js';
import type { Localiser } from './localiser.js';

/** Of an image in a body; larger ones are named by their address. */
const imageBytesMax = 32 * 1024 * 1024;
/** Requests that are in hand at a time: one has the network, the others wait, each with its image in memory. */
const requestsMax = 17;
/** Of one key: two of them together leave a place to the others. */
const keyRequestsMax = 8;
/** How long an image may be on its way, in ms: who sends nothing holds a place no longer. */
const bodyMsMax = 30_000;
const imageTypes = [
  ...['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'].map((kind) => `image/${kind}`),
  'application/octet-stream',
];

export function addLocaliseRoutes(
  app: Api,
  deps: Pick<ApiDependencies, 'store' | 'stopping'> & { readonly sources: Pick<Sources, 'open'> },
  localiser: Localiser,
  { bodyMs = bodyMsMax }: { readonly bodyMs?: number } = {},
): void {
  app.register(async (scope) => {
    const images = scope.withTypeProvider<ZodTypeProvider>();
    const places = createPlaces(keyRequestsMax, requestsMax);
    /** How the places of those are freed whose bodies are on their way. */
    const arriving = new Map<FastifyRequest, () => void>();
    const begin = (request: FastifyRequest) => {
      const free = arriving.get(request);
      arriving.delete(request);
      return free;
    };
    // Before the body is read: who has to come again sends it again.
    images.addHook('onRequest', async (request, reply) => {
      const free = places.take(request.principal.id);
      if (free === null) {
        const message = `${keyRequestsMax} images of yours or ${requestsMax} of all are in hand already: try again in a second.`;
        throw new Refusal('too-busy', message, { headers: { 'retry-after': '1' } });
      }
      arriving.set(request, free);
      whenGone(reply.raw, () => begin(request)?.());
    });
    images.addHook('preParsing', async (_request, _reply, body) => withinTime(body, bodyMs));
    const settings = { parseAs: 'buffer', bodyLimit: imageBytesMax } as const;
    images.addContentTypeParser(imageTypes, settings, async (_: unknown, body: Buffer) => body);
    images.post(
      '/v1/localize',
      {
        schema: {
          tags: ['models'],
          summary: 'Try a model on one image',
          description:
            'The body is the image, and the query says the rest; or it is JSON, {"uri", "model", "policy", "labels"}, with an address that is opened under the operator’s rules. A picture that cannot be read is an outcome that says why.',
          consumes: ['application/json', ...imageTypes],
          querystring: localizeQuery,
          response: {
            200: localisedSchema,
            ...problems(
              'body-malformed',
              'body-too-large',
              'body-late',
              'media-type-unsupported',
              'model-unknown',
              'model-damaged',
              'policy-unknown',
              'policy-refused',
              'picture-unavailable',
              'too-busy',
            ),
          },
        },
      },
      async (request, reply) => {
        const free = begin(request);
        try {
          const signal = AbortSignal.any([goneSignal(reply.raw), deps.stopping]);
          return await localise(askedOf(request.body, request.query), signal);
        } finally {
          // Whoever hangs up holds the place until then: the image stays in memory for as long.
          free?.();
        }
      },
    );
  });

  async function localise(asked: ReturnType<typeof askedOf>, signal: AbortSignal) {
    const startedAt = performance.now();
    const model = await blaming(['model'], () => knownModel(deps.store, asked.model));
    const policy = await blaming(['policy'], () => choosePolicy(asked.policy));
    const row: ManifestRow = { index: 0, uri: asked.uri, id: '', labels: asked.labels ?? [] };
    const bytes = asked.bytes ?? (await open(asked.uri, signal));
    const outcome = await localiser.localise({ model, policy, row, bytes }, signal);
    const { buffer, byteOffset, byteLength } = outcome.outcome === 'ok' ? outcome.maps : new Uint16Array();
    const maps = new Uint8Array(buffer, byteOffset, byteLength);
    return {
      ...viewOutcome({ shown: showOutcome(outcome, row, model), maps }, model),
      model: `${model.name}@${model.version}`,
      seconds: (performance.now() - startedAt) / 1_000,
    };
  }

  async function open(uri: string, signal: AbortSignal) {
    return await deps.sources.open(uri, '/', signal).catch((error: unknown) => {
      if (!(error instanceof SourceUnavailable)) throw error;
      throw new Refusal('picture-unavailable', error.message, { cause: error });
    });
  }
}

/** Throws PartInvalid, or the Refusal 'request-invalid' where the bytes of an image come without a model. */
function askedOf(body: unknown, query: z.infer<typeof localizeQuery>) {
  if (Buffer.isBuffer(body)) {
    const { model } = query;
    if (model !== undefined) return { ...query, model, uri: '', bytes: body };
    const detail = 'is needed beside the bytes of an image';
    throw new Refusal('request-invalid', `query #/model: ${detail}.`, {
      mistakes: [{ in: 'query', pointer: '#/model', detail }],
    });
  }
  const { data, error } = localizeSchema.safeParse(body);
  if (error !== undefined) throw new PartInvalid(error.issues);
  return { ...data, bytes: null };
}
