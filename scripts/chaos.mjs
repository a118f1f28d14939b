// Runs the chaos tests outside the test runner, from their TypeScript: `npm run test:chaos -- --only 3,7 --json`.
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const loader = await createViteServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { chaos } = await loader.ssrLoadModule('/test/chaos/main.ts');
  process.exitCode = await chaos(process.argv.slice(2));
} finally {
  await loader.close();
}
