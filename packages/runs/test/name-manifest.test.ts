import { describe, expect, it } from 'vitest';
import { manifestKind, nameRemoteManifest } from '../src/name-manifest.js';

describe('a manifest’s name', () => {
  it.each([
    ['a.csv', 'csv'],
    ['a.CSV.gz', 'csv'],
    ['https://example.org/a.parquet?signature=x.csv', 'parquet'],
    ['a.csv.jsonl', 'jsonl'],
    ['anything', 'jsonl'],
  ])('%s is %s', (name, kind) => expect(manifestKind(name)).toBe(kind));

  it('says where its rows are found from', () => {
    expect(nameRemoteManifest('https://example.org/set/a.csv?to=/b/')).toEqual({
      kind: 'csv',
      source: 'https://example.org/set/a.csv?to=/b/',
      base: 'https://example.org/set/',
    });
    expect(nameRemoteManifest('s3://bucket/set/')).toMatchObject({
      kind: 's3-prefix',
      base: 's3://bucket/set/',
    });
    for (const picture of ['https://example.org/set/a.JPG?size=2', 's3://bucket/set/a.png'])
      expect(nameRemoteManifest(picture)).toEqual({
        kind: 'picture',
        source: picture,
        base: picture.slice(0, picture.indexOf('a.')),
      });
    expect(nameRemoteManifest('/set/a.csv')).toBeNull();
    expect(() => nameRemoteManifest('https://example.org/set/')).toThrow(/cannot be listed/);
  });
});
