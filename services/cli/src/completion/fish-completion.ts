/** Completion for fish. */
import type { CompletedCommand, Expected } from './command-tree.js';

export function fishCompletion(program: CompletedCommand): string {
  const { name } = program;
  return `# fish completion of ${name}: keep it as ~/.config/fish/completions/${name}.fish
function __${name}_at
    set -l words (commandline -opc)
    set -l path
    for word in $words[2..]
        string match -q -- '-*' $word; and continue
        contains -- "$path$word" ${spellings(program)
          .map((path) => quoted(path))
          .join(' ')}; and set path "$path$word "
    end
    test "$path" = "$argv[1]"
end
function __${name}_of
    set -l words (commandline -opc)
    set -l at (contains -i -- --store $words)
    set -l store ./camfleet-data
    test -n "$at"; and set store $words[(math $at + 1)]
    ls $store/$argv[1] 2>/dev/null
end
complete -c ${name} -e
${linesOf(name, program, '').join('\n')}
`;
}

/** What stands after the program's name for each command: "models", "models pull". */
function spellings({ commands }: CompletedCommand, above = ''): string[] {
  return commands.flatMap((command) => {
    const path = `${above}${command.name}`;
    return [path, ...spellings(command, `${path} `)];
  });
}

function linesOf(program: string, command: CompletedCommand, path: string): string[] {
  const start = `complete -c ${program} -n ${quoted(`__${program}_at ${quoted(path)}`)}`;
  const options = command.options.map(({ flag, description, value }) => {
    const takes =
      value === null
        ? ''
        : value === 'file'
          ? ' -r'
          : ` ${value === 'model' ? '-r' : '-x'} -a ${offer(program, value)}`;
    return `${start} -l ${flag.slice(2)} -d ${quoted(description)}${takes}`;
  });
  const below = command.commands.map(
    ({ name, description }) => `${start} -f -a ${name} -d ${quoted(description)}`,
  );
  const { argument } = command;
  const argumentLine =
    argument === null || argument === 'file' ? [] : [`${start} -f -a ${offer(program, argument)}`];
  return [
    ...options,
    ...below,
    ...argumentLine,
    ...command.commands.flatMap((one) => linesOf(program, one, `${path}${one.name} `)),
  ];
}

function offer(program: string, expected: Exclude<Expected, 'file'>): string {
  if (expected === 'run') return `'(__${program}_of runs)'`;
  if (expected === 'model') return `'(__${program}_of models)'`;
  return quoted(expected.join(' '));
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
