/** How the page is built, and served while it is worked on: `npx vite services/web` beside `camfleet up`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** The server whose answers a page under development shows. */
const server = 'http://127.0.0.1:8080';
const built = join(import.meta.dirname, 'dist', 'page');

export default defineConfig({
  root: import.meta.dirname,
  // Found beside the page, wherever a proxy puts it.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressAssets()],
  build: {
    outDir: built,
    target: 'es2023',
    modulePreload: { polyfill: false },
    sourcemap: true,
    emptyOutDir: true,
  },
  server: { proxy: Object.fromEntries(['/v1', '/docs', '/openapi.json'].map((path) => [path, server])) },
});

/** Once at build, so that the server sends what lies beside each file. */
function compressAssets(): Plugin {
  return {
    name: 'compress-assets',
    apply: 'build',
    closeBundle: () => {
      const assets = join(built, 'assets');
      for (const file of readdirSync(assets).filter((name) => /\.(js|css)$/.test(name))) {
        writeFileSync(join(assets, `${file}.br`), brotliCompressSync(readFileSync(join(assets, file))));
      }
    },
  };
}
