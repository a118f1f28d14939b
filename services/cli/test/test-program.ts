/** The command line as it stands, for tests that look at it and run nothing. */
import type { Command } from 'commander';
import { createProgram } from '../src/program.js';

export function testProgram(): Command {
  return createProgram({
    environment: {},
    config: () => {
      throw new Error('nothing is run here');
    },
    signal: new AbortController().signal,
  });
}

/** Those that do something: not the ones that only hold others. */
export function leafCommands(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leafCommands);
}
