// Takes the pictures of the page that lie under docs/page, on scenes that Camfleet draws itself: `npm run docs:screenshots`.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const camfleet = join(root, 'services', 'cli', 'bin', 'camfleet.js');
const place = join(root, 'docs', 'page');
const scenes = 400;

/** Each view once: what is opened, what must be seen before the picture is taken, and what is done before that. */
const shots = [
  {
    name: 'runs',
    open: () => '#/runs',
    ready: (page) => page.getByRole('row').filter({ hasText: 'running' }).getByText('left').waitFor(),
  },
  {
    name: 'run',
    open: ({ demoRun }) => `#/runs/${demoRun}`,
    ready: (page) => page.getByRole('img', { name: /right boxes/ }).waitFor(),
    height: 1_120,
  },
  {
    name: 'run-dark',
    open: ({ demoRun }) => `#/runs/${demoRun}`,
    ready: (page) => page.getByRole('img', { name: /right boxes/ }).waitFor(),
    colorScheme: 'dark',
  },
  {
    name: 'submit',
    open: () => '#/submit',
    ready: async (page, { folder }) => {
      await page.getByLabel('Pick a folder').setInputFiles(folder);
      await page.getByText(/pictures, /).waitFor();
    },
  },
  {
    name: 'models',
    open: () => '#/models',
    ready: async (page, { folder }) => {
      await page.getByText('Its identity holds').first().waitFor();
      await page.getByLabel('Pick a picture').setInputFiles(join(folder, '0003.jpg'));
      await page.getByRole('img', { name: /where the network sees/ }).waitFor();
    },
  },
  {
    name: 'gallery',
    open: ({ demoRun }) => `#/runs/${demoRun}/gallery?outcome=ok&sort=-score`,
    ready: shown,
  },
  {
    name: 'gallery-dark',
    open: ({ demoRun }) => `#/runs/${demoRun}/gallery?sort=iou&size=small&threshold=0.4`,
    ready: shown,
    colorScheme: 'dark',
  },
  {
    name: 'picture',
    open: ({ demoRun }) => `#/runs/${demoRun}/gallery?outcome=ok&sort=-score&open=3`,
    ready: shown,
  },
  {
    name: 'failures',
    open: ({ demoRun }) => `#/runs/${demoRun}/gallery?outcome=failed`,
    ready: shown,
    height: 620,
  },
  {
    name: 'compare',
    open: ({ demoRun, rebox }) => `#/compare?a=${demoRun}&b=${rebox}`,
    ready: shown,
  },
];

/** Every picture on the screen is there. */
async function shown(page) {
  await page.getByRole('gridcell').first().waitFor();
  await page.locator('.tile[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page
    .locator('.picture img')
    .evaluateAll((images) => Promise.all(images.map((image) => image.decode())));
}

const only = process.argv.slice(2);
const store = await mkdtemp(join(tmpdir(), 'camfleet-screenshots-'));
const ends = [() => rm(store, { recursive: true, force: true })];
try {
  await takeAll();
} finally {
  for (const end of ends.reverse()) await end();
}

async function takeAll() {
  const demo = await run(['demo', '--scenes', String(scenes), '--broken', '--store', store, '--json']);
  const demoRun = JSON.parse(demo).run;
  const drawn = await run(['rebox', demoRun, '--policy', 'heuristic-221', '--store', store, '--json']);
  const rebox = JSON.parse(drawn).run;
  const folder = join(store, 'demo', demoRun, 'scenes');
  const port = await freePort();
  const up = spawn(process.execPath, [camfleet, 'up', '--port', String(port), '--store', store], {
    env: { ...process.env, SOURCE_FOLDERS: store },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(
    () =>
      new Promise((resolve) => {
        up.once('close', resolve);
        up.kill('SIGINT');
      }),
  );
  await new Promise((resolve) => up.stdout.once('data', resolve));
  const origin = `http://127.0.0.1:${port}`;
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const browser = await launch(executablePath);
  ends.push(() => browser.close());
  await mkdir(place, { recursive: true });
  for (const shot of shots.filter(({ name }) => only.length === 0 || only.includes(name))) {
    // Something is under way in the list of runs, long enough to be looked at.
    if (shot.name === 'runs')
      for (let i = 0; i < 3; i++) await submit(origin, join(folder, 'manifest.jsonl'));
    await take(browser, origin, shot, { demoRun, rebox, folder, origin });
  }
}

async function take(browser, origin, { name, open, ready, height = 860, colorScheme = 'light' }, world) {
  const page = await browser.newPage({
    viewport: { width: 1_280, height },
    deviceScaleFactor: 1.5,
    colorScheme,
    reducedMotion: 'reduce',
  });
  await page.goto(`${origin}/${open(world)}`);
  await ready(page, world);
  await page.evaluate(() => document.fonts.ready);
  const file = join(place, `${name}.png`);
  await sharp(await page.screenshot())
    .png({ palette: true, colours: 128, effort: 9 })
    .toFile(file);
  await page.close();
  process.stderr.write(`${file}\n`);
}

async function launch(paths) {
  for (const executablePath of paths) {
    try {
      return await chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] });
    } catch (error) {
      if (executablePath === paths.at(-1)) throw error;
    }
  }
}

async function submit(origin, manifest) {
  const body = JSON.stringify({ model: 'objects', manifest });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/v1/runs`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}

async function run(args) {
  const child = spawn(process.execPath, [camfleet, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return text;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
