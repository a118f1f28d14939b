/** The commands as completion sees them. */
import type { Command, Option } from 'commander';

/** What stands where a word is expected: one of these words, a run or a model of the store, or a file. */
export type Expected = readonly string[] | 'run' | 'model' | 'file';

export interface CompletedOption {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** Null where it takes no value. */
  readonly value: Expected | null;
}

export interface CompletedCommand {
  /** From the program's name on: "camfleet models pull". */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
  /** What its first argument is; null where it takes none. */
  readonly argument: Expected | null;
}

export function commandTree(command: Command, above = ''): CompletedCommand {
  const path = `${above}${command.name()}`;
  const [argument] = command.registeredArguments;
  return {
    path,
    name: command.name(),
    description: command.description(),
    options: [...command.options.map(optionOf), help],
    commands: command.commands.map((below) => commandTree(below, `${path} `)),
    argument: argument === undefined ? null : (argument.argChoices ?? kindOf(argument.name())),
  };
}

/** Itself first. */
export function allCommands(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

const help: CompletedOption = { flag: '--help', description: 'display help for command', value: null };

function optionOf(option: Option): CompletedOption {
  const takesValue = option.required || option.optional;
  return {
    flag: option.long!,
    description: option.description,
    value: takesValue ? (option.argChoices ?? kindOf(option.name())) : null,
  };
}

function kindOf(name: string): Expected {
  if (name === 'run' || name === 'resume') return 'run';
  return name === 'model' ? 'model' : 'file';
}
