/** GET /v1/models and GET /v1/policies: what runs can be made of. */
import { boxPolicies } from '@camfleet/cam';
import { boxPolicySchema, type ModelDescription, modelDescriptionSchema } from '@camfleet/contracts';
import { listModels } from '@camfleet/inference';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';

/** A model without its long lists. */
export const modelSchema = modelDescriptionSchema
  .omit({ head: true, classNames: true, classIds: true })
  .extend({ named: z.boolean().describe('Whether its classes have names.') })
  .meta({ id: 'Model' });

export function addCatalogueRoutes(app: Api, { store }: ApiDependencies): void {
  app.get(
    '/v1/models',
    {
      schema: {
        tags: ['models'],
        summary: 'Prepared models, each in its current version',
        response: { 200: z.object({ models: z.array(modelSchema) }).meta({ id: 'Models' }), ...problems() },
      },
    },
    async () => {
      const models = await listModels(store);
      return {
        models: models.map(viewModel),
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

export function viewModel({ head: _, classNames, classIds: __, ...facts }: ModelDescription) {
  return { ...facts, named: classNames !== null };
}
