/** The API's server: its rules for all requests, and its routes. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { build } from '@camfleet/contracts';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { addRoutes } from './add-routes.js';
import { answerProblem } from './answer-problem.js';
import type { Api } from './api.js';
import type { ApiDependencies } from './api-dependencies.js';
import { type AuthoriseSettings, authorise } from './authorise.js';
import { closeConnections } from './close-connections.js';
import { guardBrowser } from './guard-browser.js';
import { meterRequests } from './meter-requests.js';
import { localPrincipal } from './principal.js';
import { Refusal } from './refusal.js';
import { securityHeaders } from './security-headers.js';
import { validatorCompiler } from './validate.js';

/** A body of JSON: a thousand rows of a kilobyte each, and then some. */
const bodyBytesMax = 2 * 1024 * 1024;
/** How long a request may take to arrive, in ms: a network of gigabytes over a slow line. Its headers have a minute, by Node. */
const requestMs = 3_600_000;

/**
 * `access`: the keys that are asked for; null: none is, and only this machine's own pages and programs are answered.
 * `trustProxy`: the networks of those who stand before the server, and who are believed whom they speak for.
 */
export async function createServer(
  deps: ApiDependencies,
  access: AuthoriseSettings | null,
  log: FastifyBaseLogger,
  trustProxy: readonly string[] = [],
): Promise<Api> {
  // Everything that is under way listens to it.
  setMaxListeners(0, deps.stopping);
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMs,
    trustProxy: [...trustProxy],
    frameworkErrors: answerProblem,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    answerProblem(
      new Refusal('endpoint-unknown', `There is no ${request.method} at this address: see /docs.`),
      request,
      reply,
    ),
  );
  closeConnections(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    request.principal = localPrincipal;
    if (access === null) guardBrowser(request);
    else await authorise(request, access);
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Camfleet',
        version: build,
        description:
          'Class activation maps and boxes for whole image data sets: submit runs, watch them, look at their outcomes.',
      },
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: cf_…' } },
      },
      security: [{ key: [] }, {}],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  meterRequests(app, deps.metrics);
  addRoutes(app, deps);
  return app;
}
