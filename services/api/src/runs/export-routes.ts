/** GET /v1/runs/{run}/export: an ended run as a document that other programs read, streamed. */
import { Readable } from 'node:stream';
import { runPath } from '@camfleet/protocol';
import { exportFormats, exportNames, type Format, inPieces, openExport } from '@camfleet/results';
import { tarExport } from '@camfleet/results/tar-export';
import { checkExport } from '@camfleet/runs';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { knownModel } from '../models/known-model.js';
import { problems } from '../problems.js';
import { startingWith } from '../starting-with.js';
import { streamed } from '../streamed.js';
import { ownRun } from './own-run.js';

const mediaTypes = Object.values<Format>(exportFormats).flatMap((format) =>
  format.kind === 'document' ? [format.mediaType.split(';')[0]!] : [],
);

const tarType = 'application/x-tar';

export function addExportRoutes(app: Api, deps: ApiDependencies): void {
  app.get(
    '/v1/runs/:run/export',
    {
      // HEAD would read the whole stream for nobody.
      exposeHeadRoute: false,
      schema: {
        tags: ['runs'],
        summary: 'An ended run as a document that other programs read',
        description: 'Streamed while it is written; a format of many files as a tar.',
        params: runPath,
        querystring: z.object({
          format: z.enum(exportNames),
          top: z.coerce.number().int().min(1).max(1_000).default(1_000).describe('Best classes of an image.'),
          minScore: z.coerce.number().min(0).max(1).default(0).describe('The least score of a class.'),
        }),
        response: {
          200: {
            description: 'The document.',
            content: Object.fromEntries([...mediaTypes, tarType].map((type) => [type, { schema: streamed }])),
          },
          ...problems('usage', 'run-unknown', 'run-conflict', 'model-unknown'),
        },
      },
    },
    async (request, reply) => {
      const { format: name, top, minScore } = request.query;
      const format: Format = exportFormats[name];
      const run = await ownRun(deps, request, request.params.run);
      const model = await knownModel(deps.store, `${run.model.name}@${run.model.version}`);
      await checkExport(deps.store, run, model, format);
      const choice = { top: Math.min(top, run.model.topK), minScore };
      const source = openExport(deps.store, run, model, choice, deps.stopping);
      if (format.kind === 'folder') {
        return await reply
          .type(tarType)
          .header('content-disposition', `attachment; filename="${run.run}-${name}.tar"`)
          .send(Readable.from(tarExport(source, format, new Date(run.createdAt))));
      }
      const document = inPieces(format.write(source));
      const first = await document.next();
      return await reply
        .type(format.mediaType)
        .header('content-disposition', `attachment; filename="${run.run}-${format.file}"`)
        .send(Readable.from(first.done === true ? [] : startingWith(first.value, document)));
    },
  );
}
