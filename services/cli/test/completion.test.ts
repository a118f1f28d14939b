/** Completion, as the shells themselves do it. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../src/completion/bash-completion.js';
import { commandTree } from '../src/completion/command-tree.js';
import { fishCompletion } from '../src/completion/fish-completion.js';
import { zshCompletion } from '../src/completion/zsh-completion.js';
import { testProgram } from './test-program.js';

const tree = commandTree(testProgram());
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-completion-'));
  await mkdir(join(folder, 'store/runs/20260131-120000-abc123'), { recursive: true });
  await mkdir(join(folder, 'store/models/resnet50'), { recursive: true });
  await writeFile(join(folder, 'bash'), bashCompletion(tree));
  await writeFile(join(folder, 'zsh'), zshCompletion(tree));
  await writeFile(join(folder, 'fish'), fishCompletion(tree));
});
afterAll(() => rm(folder, { recursive: true }));

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
function has(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What bash offers where the cursor stands at the end of these words. */
function offered(...words: string[]): string[] {
  const script = `source ./bash
COMP_WORDS=(camfleet "$@"); COMP_CWORD=$#
_camfleet
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', '--norc', '-c', script, 'bash', ...words)
    .split('\n')
    .filter((line) => line !== '');
}

describe('in bash', () => {
  it('offers the commands, and those below them', () => {
    expect(offered('st')).toEqual(['status']);
    expect(offered('')).toEqual(expect.arrayContaining(['run', 'submit', 'watch', 'results', 'completion']));
    expect(offered('models', '')).toEqual(expect.arrayContaining(['prepare', 'pull', 'list', 'check']));
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('offers the flags of the command at hand', () => {
    expect(offered('watch', '--se')).toEqual(['--server']);
    expect(offered('models', 'pull', '--cat')).toEqual(['--catalogue']);
    expect(offered('status', '--cat')).toEqual([]);
  });

  it('offers the values of a flag, written either way, and leaves files to the shell', () => {
    expect(offered('run', 'photos', '--exif', '')).toEqual(['apply', 'ignore']);
    expect(offered('run', '--exif', '=', 'ig')).toEqual(['ignore']);
    expect(offered('export', 'x', '--format', 'co')).toEqual(['coco']);
    expect(offered('submit', '--key-file', '')).toEqual([]);
  });

  it('offers the runs and the models of the store that is named', () => {
    expect(offered('status', '--store', 'store', '')).toEqual(['20260131-120000-abc123']);
    expect(offered('run', '--store', 'store', '--resume', '2026')).toEqual(['20260131-120000-abc123']);
    expect(offered('models', 'check', '--store', 'store', 'res')).toEqual(['resnet50']);
    expect(offered('status', '')).toEqual([]);
  });
});

describe('in other shells', () => {
  it.skipIf(!has('zsh'))('is a script that zsh reads (skipped where there is no zsh)', () => {
    expect(run('zsh', '-n', './zsh')).toBe('');
  });

  it.skipIf(!has('fish'))('offers the same in fish (skipped where there is no fish)', () => {
    const asked = (line: string) => run('fish', '-c', `source ./fish; complete -C ${JSON.stringify(line)}`);
    expect(asked('camfleet models pu')).toMatch(/^pull\t/);
    expect(asked('camfleet export x --format coc')).toMatch(/^coco\t/);
    expect(asked('camfleet status --store store ')).toContain('20260131-120000-abc123');
  });
});
