/** /healthz: the process answers. /readyz: so do the store and Redis. */

import { inTime } from '@camfleet/runtime';
import { z } from 'zod';
import type { Api } from './api.js';
import type { ApiDependencies } from './api-dependencies.js';
import { problems } from './problems.js';
import { Refusal } from './refusal.js';

const okSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });
/** How long the store and Redis may take to answer, in ms. */
const answerMs = 2_000;

export function addHealthRoutes(app: Api, { store, pingRedis }: ApiDependencies): void {
  app.get(
    '/healthz',
    {
      config: { scope: 'none' },
      schema: { tags: ['health'], summary: 'Whether the process answers', response: { 200: okSchema } },
    },
    async () => ({ status: 'ok' as const }),
  );
  app.get(
    '/readyz',
    {
      config: { scope: 'none' },
      schema: {
        tags: ['health'],
        summary: 'Whether the store and Redis answer too',
        response: { 200: okSchema, ...problems('not-ready') },
      },
    },
    async () => {
      const answered = async (work: Promise<unknown>) =>
        (await inTime(
          answerMs,
          work.then(
            () => true,
            () => false,
          ),
        )) === true;
      const [storeAnswers, redisAnswers] = await Promise.all([
        answered(store.get('ready')),
        answered(pingRedis()),
      ]);
      const silent = [...(storeAnswers ? [] : ['the store']), ...(redisAnswers ? [] : ['Redis'])];
      if (silent.length > 0) {
        const verb = silent.length > 1 ? 'do' : 'does';
        throw new Refusal('not-ready', `${silent.join(' and ')} ${verb} not answer.`);
      }
      return { status: 'ok' as const };
    },
  );
}
