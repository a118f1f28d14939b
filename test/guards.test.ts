/** The operator's rules in a real run: refused pictures are outcomes, and the rules are no part of the run. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { camfleet, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { picture } from './support/write-pictures.js';

const redis = inject('redis');
const folder = await temporaryFolder();
const store = join(folder, 'store');
const pictures = join(folder, 'pictures');
let model = '';
let jpeg: Buffer;

const server = createServer((_, response) => response.end(jpeg));

beforeAll(async () => {
  model = await writeSmallModel(folder);
  jpeg = await picture(1, 300, 200);
  await mkdir(pictures);
  await writeFile(join(pictures, 'in.jpg'), jpeg);
  await writeFile(join(folder, 'out.jpg'), jpeg);
  await symlink('../out.jpg', join(pictures, 'link.jpg'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

describe.skipIf(redis === null)('a run', () => {
  const rows = () => [
    { uri: 'in.jpg' },
    { uri: 'link.jpg' },
    { uri: join(folder, 'out.jpg') },
    { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.jpg` },
  ];
  const run = async (name: string, environment: Record<string, string>) => {
    const manifest = join(pictures, `${name}.jsonl`);
    await writeFile(
      manifest,
      rows()
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    const finished = await camfleet(
      ['run', manifest, '--model', model, '--store', store, '--json'],
      environment,
    );
    const summary = summaryOf(finished);
    return { summary, outcomes: await rowsOf(store, summary.run) };
  };

  it('of who runs the command reaches what they can', async () => {
    const { summary } = await run('own', {});
    expect(summary.images).toMatchObject({ ok: 4, failed: 0 });
  });

  it('under the rules of a service reaches what the operator allows (invariant 7)', async () => {
    const environment = { SOURCE_ACCESS: 'guarded', SOURCE_FOLDERS: pictures, SOURCE_PORTS: '*' };
    const { summary, outcomes } = await run('service', environment);
    expect(summary.images).toMatchObject({ ok: 1, failed: 3 });
    expect(outcomes.map((row) => (row.outcome === 'failed' ? row.error.code : row.outcome))).toEqual([
      'ok',
      'source-folder-refused',
      'source-folder-refused',
      'source-network-refused',
    ]);
    expect(await readFile(join(store, 'runs', summary.run, 'run.json'), 'utf8')).not.toMatch(
      /guarded|SOURCE_|access/i,
    );
  });

  it('is not begun where the manifest itself is out of bounds, or a rule is not understood', async () => {
    const args = ['run', folder, '--model', model, '--store', store];
    const refused = await camfleet(args, { SOURCE_ACCESS: 'guarded', SOURCE_FOLDERS: pictures });
    expect(refused.stderr).toMatch(/lies outside the folders that are allowed here/);
    expect(refused.code).toBe(2);
    const broken = await camfleet(args, { SOURCE_NETWORKS: 'everything', SOURCE_PORTS: 'all' });
    expect(broken.stderr).toMatch(
      /SOURCE_PORTS\.0: a port, 1 to 65535; SOURCE_NETWORKS\.0: a network such as/,
    );
    expect(broken.code).toBe(2);
  });
});
