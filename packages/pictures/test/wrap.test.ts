import { describe, expect, it } from 'vitest';
import { wrap } from '../src/wrap.js';

describe('wrap', () => {
  it.each([
    ['', ['']],
    ['cat', ['cat']],
    ['hamburger, cat, dog', ['hamburger,', 'cat, dog']],
    ['hamburger,   cat', ['hamburger,', 'cat']],
    ['supercalifragilistic', ['supercalif', 'ragilistic']],
    ['a supercalifragilistic', ['a', 'supercalif', 'ragilistic']],
    ['ten letters', ['ten', 'letters']],
    ['tenletters and', ['tenletters', 'and']],
  ])('breaks %j at spaces, into lines of ten letters', (text, lines) => {
    expect(wrap(text, 10)).toEqual(lines);
  });
});
