/** The page itself, under /: for anybody, since it holds nothing but a program; what it shows it asks for with a key. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api } from '../api.js';

/** Nothing of another host is loaded or asked, no script or style stands in the document, and no site frames it. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Files under assets/ are named after what they hold; all others are asked for anew each time, and answered 304. */
const assetSeconds = 365 * 86_400;

const missing = `<!doctype html><html lang="en"><title>Camfleet</title>
<p>The page is not built: <code>npm run build</code> builds it. The API is described at <a href="/docs">/docs</a>.`;

export function addPageRoutes(app: Api, folder: string): void {
  app.register(async (page) => {
    page.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
      route.config = { ...route.config, scope: 'none' };
    });
    page.addHook('onRequest', async (request, reply) => {
      const isAsset = request.url.startsWith('/assets/');
      reply.headers({
        'cache-control': isAsset ? `public, max-age=${assetSeconds}, immutable` : 'no-cache',
        'content-security-policy': pagePolicy,
      });
    });
    if (!existsSync(join(folder, 'index.html'))) {
      page.get('/', async (_, reply) => reply.code(503).type('text/html; charset=utf-8').send(missing));
      return;
    }
    await page.register(fastifyStatic, {
      root: folder,
      // One route a file: everything else under / stays the API's to answer.
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
    });
  });
}
