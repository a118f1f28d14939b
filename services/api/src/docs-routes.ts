/** /openapi.json and /docs: the API's description, for programs and for people. */
import type { Api } from './api.js';
import { docsPage, docsPolicy } from './docs-page.js';

export function addDocsRoutes(app: Api): void {
  const hidden = { schema: { hide: true }, config: { scope: 'none' as const } };
  app.get('/openapi.json', hidden, async () => app.swagger());
  app.get('/docs', hidden, async (_, reply) =>
    reply
      .header('content-security-policy', docsPolicy)
      .type('text/html; charset=utf-8')
      .send(docsPage(app.swagger())),
  );
}
