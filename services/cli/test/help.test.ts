/** --help of every command: examples that are true. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { leafCommands, testProgram } from './test-program.js';

const program = testProgram();
const commands = leafCommands(program).map((command) => [pathOf(command), command] as const);

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (words) => {
      text += words;
    },
  });
  command.outputHelp();
  return text;
}

/** The words of one command of an example line, without what the shell makes of it. */
function wordsOf(line: string): string[] {
  const [, words = ''] = /(camfleet [^|>)]*)/.exec(line) ?? [];
  return words.trim().split(/\s+/);
}

describe('--help', () => {
  it('knows the commands that the design names', () => {
    const names = commands.map(([path]) => path.replace(/^camfleet /, ''));
    expect(names).toEqual(
      expect.arrayContaining([
        ...['demo', 'run', 'up', 'submit', 'status', 'watch', 'pause', 'resume', 'cancel', 'retry-failed'],
        ...['results', 'export', 'models prepare', 'models list', 'models pull', 'models check', 'bench'],
      ]),
    );
  });

  it.each(commands)('%s has examples, of flags and arguments that it takes', (path, command) => {
    const help = helpOf(command);
    const [, examples = ''] = help.split('Examples:\n');
    const lines = examples.split('\n').filter((line) => line.includes('camfleet ') && /^ {2}\S/.test(line));
    expect(lines.length, help).toBeGreaterThan(0);
    for (const line of lines) {
      const words = wordsOf(line);
      expect(words.join(' ')).toMatch(new RegExp(`^${path}( |$)`));
      const known = [...command.options.flatMap(({ long, short }) => [long, short]), '--help'];
      expect(words.filter((word) => word.startsWith('--') && !known.includes(word))).toEqual([]);
    }
    expect(command.description()).not.toBe('');
  });
});
