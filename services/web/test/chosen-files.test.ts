/** What somebody dropped is sorted into pictures, their manifest, and the rest. */
import { expect, it } from 'vitest';
import { chooseFiles, folderOf } from '../src/submit/chosen-files.js';

const files = (...names: string[]) => names.map((name) => ({ name, file: new File(['12345'], name) }));

it('takes pictures by their names, and passes over what is hidden or something else', () => {
  const chosen = chooseFiles(files('a.JPG', 'cats/b.webp', '.DS_Store', '.git/c.png', 'notes.txt'));
  expect(chosen.pictures.map(({ name }) => name)).toEqual(['a.JPG', 'cats/b.webp']);
  expect(chosen).toMatchObject({ manifest: null, passedOver: 3, bytes: 10 });
});

it('counts pictures whose names no store takes among those that it passes over', () => {
  const chosen = chooseFiles(files('a.jpg', `${'long'.repeat(60)}.jpg`, 'bell\u0007.png'));
  expect(chosen.pictures.map(({ name }) => name)).toEqual(['a.jpg']);
  expect(chosen.passedOver).toBe(2);
});

it('takes the manifest that lies least deep', () => {
  const chosen = chooseFiles(files('cats/rows.csv', 'a.jpg', 'set/deep/x.jsonl', 'manifest.jsonl.gz'));
  expect(chosen.manifest?.name).toBe('manifest.jsonl.gz');
  expect(chosen.passedOver).toBe(2);
});

it('finds pictures from where their manifest lies', () => {
  expect([folderOf('manifest.jsonl'), folderOf('set/rows.csv')]).toEqual(['', 'set/']);
});
