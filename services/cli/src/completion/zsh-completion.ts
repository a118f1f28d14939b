/** Completion for zsh. */
import { allCommands, type CompletedCommand, type CompletedOption, type Expected } from './command-tree.js';

export function zshCompletion(program: CompletedCommand): string {
  return `#compdef ${program.name}
# zsh completion of ${program.name}: keep it as _${program.name} in a folder of $fpath, or: source <(${program.name} completion zsh)
_${program.name}_store() {
  local at=\${words[(I)--store]}
  if ((at > 0 && at < $#words)); then print -r -- "\${words[at + 1]}"; else print -r -- ./camfleet-data; fi
}
_${program.name}_runs() { compadd -- $(ls "$(_${program.name}_store)/runs" 2>/dev/null) }
_${program.name}_models() { compadd -- $(ls "$(_${program.name}_store)/models" 2>/dev/null); _files }
${allCommands(program)
  .map((command) => functionOf(program.name, command))
  .join('\n')}
if [[ \${funcstack[1]} == _${program.name} ]]; then _${program.name} "$@"; else compdef _${program.name} ${program.name}; fi
`;
}

const nameOf = (path: string) => `_${path.replaceAll(/[ -]/g, '_')}`;

function functionOf(program: string, { path, options, commands, argument }: CompletedCommand): string {
  const flags = options.map((option) => `    ${flagSpec(program, option)}`);
  if (commands.length === 0) {
    const first = argument === null ? [] : [`    '1: :${actionOf(program, argument)}'`, `    '*: :_files'`];
    return `${nameOf(path)}() {\n  _arguments -s \\\n${[...flags, ...first].join(' \\\n')}\n}`;
  }
  const names = commands.map(({ name, description }) => `      ${quoted(`${name}:${description}`)}`);
  const cases = commands.map((below) => `      ${below.name}) ${nameOf(below.path)} ;;`);
  return `${nameOf(path)}() {
  local state line
  _arguments -C \\
${[...flags, `    '1: :->command'`, `    '*:: :->rest'`].join(' \\\n')}
  case $state in
    command)
      local -a commands=(
${names.join('\n')}
      )
      _describe command commands ;;
    rest)
      case $line[1] in
${cases.join('\n')}
      esac ;;
  esac
}`;
}

function flagSpec(program: string, { flag, description, value }: CompletedOption): string {
  const text = description.replaceAll(/[[\]:\\]/g, '\\$&');
  return quoted(`${flag}[${text}]${value === null ? '' : `: :${actionOf(program, value)}`}`);
}

function actionOf(program: string, expected: Expected): string {
  if (expected === 'file') return '_files';
  if (expected === 'run') return `_${program}_runs`;
  if (expected === 'model') return `_${program}_models`;
  return `(${expected.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
