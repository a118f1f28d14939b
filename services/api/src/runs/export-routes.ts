/** GET /v1/runs/{run}/export: an ended run as a document that other programs read, streamed. */
import { Readable } from 'node:stream';
import { Problem } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference';
import { runPath } from '@camfleet/protocol';
import { type ExportFormat, exportFormats, type Format, inPieces, openExport } from '@camfleet/results';
import { checkExport } from '@camfleet/runs';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';
import { startingWith } from '../starting-with.js';
import { streamed } from '../streamed.js';
import { ownRun } from './own-run.js';

const names = Object.keys(exportFormats) as [ExportFormat, ...ExportFormat[]];
const mediaTypes = Object.values<Format>(exportFormats).flatMap((format) =>
  format.kind === 'document' ? [format.mediaType.split(';')[0]!] : [],
);

export function addExportRoutes(app: Api, deps: ApiDependencies): void {
  app.get(
    '/v1/runs/:run/export',
    {
      schema: {
        tags: ['runs'],
        summary: 'An ended run as a document that other programs read',
        description:
          'Streamed while it is written. Formats of many files are refused here: camfleet export writes them.',
        params: runPath,
        querystring: z.object({
          format: z.enum(names),
          top: z.coerce.number().int().min(1).max(1_000).default(1_000).describe('Best classes of an image.'),
          minScore: z.coerce.number().min(0).max(1).default(0).describe('The least score of a class.'),
        }),
        response: {
          200: {
            description: 'The document.',
            content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: streamed }])),
          },
          ...problems('usage', 'run-unknown', 'run-conflict'),
        },
      },
    },
    async (request, reply) => {
      const { format: name, top, minScore } = request.query;
      const format: Format = exportFormats[name];
      if (format.kind === 'folder') {
        throw new Problem('usage', `${name} is a folder of files: camfleet export writes it`);
      }
      const run = await ownRun(deps, request, request.params.run);
      await checkExport(deps.store, run, format);
      const model = await describeModel(deps.store, `${run.model.name}@${run.model.version}`);
      const choice = { top: Math.min(top, run.model.topK), minScore };
      const document = inPieces(format.write(openExport(deps.store, run, model, choice, deps.stopping)));
      const first = await document.next();
      return await reply
        .type(format.mediaType)
        .header('content-disposition', `attachment; filename="${run.run}-${format.file}"`)
        .send(Readable.from(first.done === true ? [] : startingWith(first.value, document)));
    },
  );
}
