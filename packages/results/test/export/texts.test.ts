/** Names with odd characters come through every kind of file. */
import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { imageAddress } from '../../src/export/image-address.js';
import { imagePath, isImageName } from '../../src/export/image-name.js';
import { labelNames } from '../../src/export/label-names.js';
import { xmlText } from '../../src/export/xml-text.js';
import { yamlText } from '../../src/export/yaml-text.js';
import { rootOf } from './read-xml.js';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'"\'&<>\\:#\t\n\r\0 ﻿\u2028\u0085￾'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('names of classes', () => {
  it('are told apart where two classes share one, and made up where there are none', () => {
    expect(labelNames(['cat', 'crane', 'dog', 'crane'], 4)).toEqual(['cat', 'crane (1)', 'dog', 'crane (3)']);
    expect(labelNames(['a', 'a', 'a (1)', ' ', 'b\n'], 6)).toEqual([
      ...['a (0)', 'a (1) (1)', 'a (1)', 'class 3', 'b', 'class 5'],
    ]);
    expect(labelNames(null, 2)).toEqual(['class 0', 'class 1']);
  });

  it('are never alike, never empty, the same again, and the same in XML and in YAML', () => {
    const names = fc.array(fc.oneof(anyText, fc.constantFrom('a', 'a (0)', 'a (1)', 'class 1', '')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(names, (some) => {
        const labels = labelNames(some, some.length);
        expect(new Set(labels).size).toBe(some.length);
        expect(labels).not.toContain('');
        for (const label of labels) {
          expect(rootOf(`<a b="${xmlText(label)}"/>`).attributes.b).toBe(label);
          expect(rootOf(`<a>${xmlText(label)}</a>`).text).toBe(label);
          expect(parse(`x: ${yamlText(label)}`, { version: '1.1' })).toEqual({ x: label });
          expect(yamlText(label)).toBe(JSON.stringify(label));
        }
      }),
    );
  });
});

describe('texts', () => {
  it('come back out of XML but for what it cannot hold', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const held = text.replace(
          /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu,
          '\u{fffd}',
        );
        expect(rootOf(`<a b="${xmlText(text)}"/>`).attributes.b).toBe(held);
      }),
    );
  });

  it('come back out of YAML, in plain sight of both its versions', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const version of ['1.1', '1.2'] as const)
          expect(parse(`0: ${yamlText(text)}\n`, { version })).toEqual({ 0: Buffer.from(text).toString() });
        // What the reader that Ultralytics uses refuses to see in a file.
        expect(yamlText(text)).toMatch(
          /^[\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u,
        );
      }),
    );
  });
});

describe('pictures', () => {
  it.each([
    ['a/b.jpg', '/base/', 'a/b.jpg', '/base/a/b.jpg'],
    ['/a/b.jpg', '/base/', 'a/b.jpg', '/a/b.jpg'],
    ['file:///a/b%20c.jpg', '/base/', 'a/b%20c.jpg', '/a/b c.jpg'],
    ['s3://bucket/a?.jpg', '/base/', 'a?.jpg', 's3://bucket/a?.jpg'],
    ['a b.jpg', 's3://bucket/base/', 'a b.jpg', 's3://bucket/base/a b.jpg'],
    ['a b.jpg', 'https://host/base/', 'a b.jpg', 'https://host/base/a%20b.jpg'],
    ['https://host/a.jpg?b#c', '/base/', 'a.jpg', 'https://host/a.jpg?b#c'],
  ])('%s below %s', (uri, base, path, address) => {
    expect([imagePath(uri), imageAddress(uri, base)]).toEqual([path, address]);
  });

  it('never lie outside the folder, whatever their address is', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '/', '//', 's3://', 'file://', 'a', '\\', '\0'),
      anyText,
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const path = imagePath(pieces.join(''));
        if (isImageName(path)) expect(posix.resolve('/folder', path)).toBe(`/folder/${path}`);
      }),
    );
  });
});
