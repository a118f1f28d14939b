/** Families of drawings, as Iconify's packages carry them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Problem } from '@camfleet/contracts';
import { z } from 'zod';
import { objectClasses } from './object-classes.js';

/** Those that the networks learned from, and the one that they never saw: another publisher's, drawn by other hands. */
export const families = {
  training: ['noto', 'noto-v1', 'fxemoji', 'twemoji', 'emojione'],
  heldOut: ['fluent-emoji-flat'],
} as const;
export type Family = (typeof families)['training' | 'heldOut'][number];

const sizes = {
  left: z.number().optional(),
  top: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
};
const familySchema = z.object({
  ...sizes,
  icons: z.record(z.string(), z.object({ ...sizes, body: z.string() })),
  aliases: z.record(z.string(), z.object({ parent: z.string() })).default({}),
});

/** An SVG drawing, and the index of the class that it shows. */
export interface LabelledSvg {
  readonly label: number;
  readonly svg: string;
}

/** The family's drawings of our classes, `side` pixels square; throws a Problem where the family is not installed. */
export async function readFamily(family: Family, side: number): Promise<LabelledSvg[]> {
  const { icons, aliases, ...whole } = familySchema.parse(JSON.parse(await readIcons(family)));
  const find = (name: string) => icons[name] ?? icons[aliases[name]?.parent ?? ''];
  return objectClasses.flatMap(({ drawings }, label) =>
    drawings.flatMap((name) => {
      // One family writes names without hyphens.
      const icon = find(name) ?? find(name.replaceAll('-', ''));
      if (icon === undefined) return [];
      const { left = 0, top = 0, width = 16, height = 16, body } = { ...whole, ...icon };
      const space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
      const svg = `<svg ${space} viewBox="${left} ${top} ${width} ${height}" width="${side}" height="${side}">${body}</svg>`;
      return [{ label, svg }];
    }),
  );
}

async function readIcons(family: Family): Promise<string> {
  const name = `@iconify-json/${family}`;
  try {
    return await readFile(fileURLToPath(import.meta.resolve(`${name}/icons.json`)), 'utf8');
  } catch (error) {
    throw new Problem(
      'drawings-missing',
      `the drawings of the demo's scenes, ${name}, are not installed: they are a development dependency, type "npm ci" in a checkout`,
      { cause: error },
    );
  }
}
