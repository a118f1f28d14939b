/** GET /v1/models and GET /v1/policies: what runs can be made of. */
import { boxPolicies } from '@camfleet/cam';
import { boxPolicySchema, type ModelDescription, modelDescriptionSchema } from '@camfleet/contracts';
import { listModelVersions } from '@camfleet/inference/models';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';

/** A model without its long lists. */
export const modelSchema = modelDescriptionSchema
  .omit({ head: true, classNames: true, classIds: true })
  .extend({
    named: z.boolean().describe('Whether its classes have names.'),
    current: z
      .boolean()
      .describe('Whether the name alone means this version; others are called name@version.'),
  })
  .meta({ id: 'Model' });

export function addCatalogueRoutes(app: Api, { store }: ApiDependencies): void {
  app.get(
    '/v1/models',
    {
      schema: {
        tags: ['models'],
        summary: 'Prepared models, in all their versions',
        description:
          'By name, of each the current version first. Versions that cannot be read, cut off or of another build, are named in `damaged`.',
        response: {
          200: z
            .object({ models: z.array(modelSchema), damaged: z.array(z.string()) })
            .meta({ id: 'Models' }),
          ...problems(),
        },
      },
    },
    async () => {
      const versions = (await listModelVersions(store)).sort((a, b) =>
        a.name === b.name ? Number(b.current) - Number(a.current) : 0,
      );
      return {
        models: versions.flatMap(({ description, current }) =>
          description === null ? [] : viewModel(description, current),
        ),
        damaged: versions.flatMap(({ name, version, description }) =>
          description === null ? `${name}@${version}` : [],
        ),
      };
    },
  );
  app.get(
    '/v1/policies',
    {
      schema: {
        tags: ['models'],
        summary: 'The built-in box policies',
        response: {
          200: z.object({ policies: z.array(boxPolicySchema).readonly() }).meta({ id: 'Policies' }),
          ...problems(),
        },
      },
    },
    async () => ({ policies: boxPolicies }),
  );
}

export function viewModel(
  { head: _, classNames, classIds: __, ...facts }: ModelDescription,
  current: boolean,
) {
  return { ...facts, named: classNames !== null, current };
}
