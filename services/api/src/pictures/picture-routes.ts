/** GET …/outcomes/{index}/image, map.png and overlay.png: one image of a run, and what was found in it, as pictures. */
import { type Box, fromHalf } from '@camfleet/cam';
import { inputArea, type ModelDescription, type RunRequest } from '@camfleet/contracts';
import { encodePng } from '@camfleet/imaging';
import { heatAlone, overlay, type RawMap } from '@camfleet/pictures';
import { outcomePath } from '@camfleet/protocol';
import type { ReadRow } from '@camfleet/results';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { type OutcomeReaders, oneOutcome } from '../outcomes/outcome-routes.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { ownRun } from '../runs/own-run.js';
import { streamed } from '../streamed.js';
import { goneSignal } from '../when-gone.js';
import { createPictureReader } from './picture-reader.js';

const widthMax = 2_048;
const width = z.coerce.number().int().min(16).max(widthMax);
const mapQuery = z.object({
  class: z.coerce.number().int().min(0).optional().describe('Its number; the best class by default.'),
  width: width.default(512).describe('In pixels; no wider than the picture.'),
});
/** A page of a gallery asks for fifty. */
const picturesAllowance = 20;
/** A row's picture hardly changes, and nobody else than who asked may keep it. */
const cached = { 'cache-control': 'private, max-age=3600' };

export function addPictureRoutes(app: Api, deps: ApiDependencies, readers: OutcomeReaders): void {
  const reader = createPictureReader(deps);
  const tags = ['outcomes'];
  const config = { allowance: picturesAllowance };
  const refusals = [
    'run-unknown',
    'outcome-unknown',
    'picture-unavailable',
    'not-indexed-yet',
    'model-unknown',
  ] as const;
  const png = {
    200: { description: 'The picture.', content: { 'image/png': { schema: streamed } } },
    ...problems(...refusals),
  };

  type Asked = FastifyRequest & { params: z.infer<typeof outcomePath> };
  async function rowOf(request: Pick<Asked, 'principal' | 'params'>, { raw }: Pick<FastifyReply, 'raw'>) {
    const run = await ownRun(deps, request, request.params.run);
    return { run, row: await oneOutcome(deps, readers, run, request.params.index, goneSignal(raw)) };
  }

  app.get(
    '/v1/runs/:run/outcomes/:index/image',
    {
      config,
      schema: {
        tags,
        summary: 'The picture of one row',
        description:
          'Fetched from where the manifest says, under the operator’s rules. With a width, a thumbnail as a JPEG.',
        params: outcomePath,
        querystring: z.object({ width: width.optional() }),
        response: {
          200: {
            description: 'The picture.',
            content: Object.fromEntries(
              ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'].map((kind) => [
                `image/${kind}`,
                { schema: streamed },
              ]),
            ),
          },
          ...problems(...refusals),
        },
      },
    },
    async (request, reply) => {
      const { run, row } = await rowOf(request, reply);
      const { uri } = row.shown;
      const wanted = request.query.width;
      const file =
        wanted === undefined ? await reader.whole(run, uri) : await reader.thumbnail(run, uri, wanted);
      return await reply.headers(cached).type(file.mediaType).send(file.bytes);
    },
  );

  app.get(
    '/v1/runs/:run/outcomes/:index/map.png',
    {
      config,
      schema: {
        tags,
        summary: 'The map of one class, in colours',
        params: outcomePath,
        querystring: mapQuery,
        response: png,
      },
    },
    async (request, reply) => {
      const { run, row } = await rowOf(request, reply);
      const { map, area } = mapOf(row, await readers.views.model(run), request.query.class);
      const [across, down] = [area[2] - area[0], area[3] - area[1]];
      const scale = Math.min(1, request.query.width / across);
      const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
      const bytes = await encodePng(heatAlone(map, side(across), side(down)));
      return await reply.headers(cached).type('image/png').send(bytes);
    },
  );

  app.get(
    '/v1/runs/:run/outcomes/:index/overlay.png',
    {
      config,
      schema: {
        tags,
        summary: 'The picture with the map of one class over it, its box and the true boxes',
        params: outcomePath,
        querystring: mapQuery,
        response: png,
      },
    },
    async (request, reply) => {
      const { run, row } = await rowOf(request, reply);
      const model = await readers.views.model(run);
      const { map, area, slot } = mapOf(row, model, request.query.class);
      const { shown } = row;
      const scale = Math.min(1, request.query.width / shown.width!);
      const scaled = (box: Box) => box.map((value) => Math.round(value * scale)) as unknown as Box;
      const drawn = overlay({
        picture: await pictureAt(run, shown, scale),
        map,
        area: scaled(area),
        found: shown.boxes[slot] ? scaled(shown.boxes[slot]) : null,
        truths: (shown.truth?.boxes ?? []).map(({ box }) => scaled(box)),
      });
      return await reply
        .headers(cached)
        .type('image/png')
        .send(await encodePng(drawn));
    },
  );

  async function pictureAt(run: RunRequest, { uri, ...shown }: ReadRow['shown'], scale: number) {
    const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
    const size = { width: side(shown.width!), height: side(shown.height!) };
    return { ...size, pixels: await reader.pixels(run, uri, size) };
  }
}

/** Throws the Refusal 'outcome-unknown' where the row has no map, or 'request-invalid' where none of this class. */
function mapOf({ shown, maps }: ReadRow, model: ModelDescription, wanted: number | undefined) {
  const { width, height, mapWidth, mapHeight, classes } = shown;
  if (width === null || height === null || maps === null || mapHeight === 0) {
    throw new Refusal('outcome-unknown', `Row ${shown.index} has no map: it is ${shown.outcome}.`);
  }
  const slot = wanted === undefined ? 0 : classes.indexOf(wanted);
  if (slot < 0 || classes.length === 0) {
    const detail = `has no map here: there are those of ${classes.join(', ')}`;
    throw new Refusal('request-invalid', `query #/class: ${wanted} ${detail}.`, {
      mistakes: [{ in: 'query', pointer: '#/class', detail }],
    });
  }
  const cells = mapWidth * mapHeight;
  // Copied, since halves lie at even addresses.
  const halves = new Uint16Array(
    new Uint8Array(maps.subarray(2 * slot * cells, 2 * (slot + 1) * cells)).buffer,
  );
  const map: RawMap = { width: mapWidth, height: mapHeight, values: fromHalf(halves) };
  const { left, top, ...size } = inputArea({ width, height }, model.input, model.input);
  return { map, slot, area: [left, top, left + size.width, top + size.height] as const };
}
