/** A Dockerfile as the tests read it: its stages, and what a container of one starts with. */
import { readFileSync } from 'node:fs';
import { root } from './root.js';

interface Instruction {
  readonly word: string;
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  /** The image or the stage that it stands on. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

export interface ImageStart {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly health: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
}

export function readDockerfile(): Stage[] {
  return parseDockerfile(readFileSync(`${root}Dockerfile`, 'utf8'));
}

/** Lines that go on are joined, comments are left out. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of lines) {
    const [, word, rest] = /^(\w+)\s+(.*)$/.exec(line.trim())!;
    if (word === 'FROM') {
      const [, base, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest!)!;
      stages.push({ base: base!, name: name ?? '', instructions: [] });
    } else stages.at(-1)!.instructions.push({ word: word!, text: rest!.replace(/\s+/g, ' ') });
  }
  return stages;
}

export function textsOf(stage: Stage, word: string): string[] {
  return stage.instructions.filter((one) => one.word === word).map(({ text }) => text);
}

/** What the last of the stage's instructions says; its base says nothing that matters to us. */
export function startOf(stage: Stage): ImageStart {
  const last = (word: string) => textsOf(stage, word).at(-1) ?? '';
  const words = (text: string): string[] => JSON.parse(text.slice(text.indexOf('[')));
  const pairs = textsOf(stage, 'ENV').flatMap((text) => [...text.matchAll(/(\w+)=(\S*)/g)]);
  return {
    entrypoint: words(last('ENTRYPOINT')),
    command: words(last('CMD')),
    health: words(last('HEALTHCHECK')),
    environment: Object.fromEntries(pairs.map(([, name, value]) => [name!, value!])),
    user: last('USER'),
  };
}
