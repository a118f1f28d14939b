/** Completion for bash, without the helpers that not every machine has. */
import { allCommands, type CompletedCommand, type Expected } from './command-tree.js';

export function bashCompletion(program: CompletedCommand): string {
  const all = allCommands(program);
  const below = all.filter(({ path }) => path !== program.name);
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ flag, value }) => (value === null ? [] : [entry(`${path} ${flag}`, value)])),
  );
  return `# bash completion of ${program.name}: source it, or keep it in ~/.local/share/bash-completion/completions/${program.name}
_${program.name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command="${program.name}" store="./camfleet-data" i
  # Bash cuts --name=value into three words.
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${below.map(({ path }) => `"${path}"`).join(' | ')}) command="$command \${COMP_WORDS[i]}" ;;
    esac
    [[ \${COMP_WORDS[i]} == --store ]] && store="\${COMP_WORDS[i + 1]}"
  done
  local words=""
  case "$command $prev" in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
${all.map(({ path, options }) => `      "${path}") words="${options.map(({ flag }) => flag).join(' ')}" ;;`).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  case "$command" in
${all.flatMap(argumentEntry).join('\n')}
  esac
}
complete -o default -F _${program.name} ${program.name}
`;
}

function entry(pattern: string, expected: Expected): string {
  return `    "${pattern}") ${answer(expected)}; return ;;`;
}

function argumentEntry({ path, commands, argument }: CompletedCommand): string[] {
  const expected = commands.length > 0 ? commands.map(({ name }) => name) : argument;
  return expected === null ? [] : [entry(path, expected)];
}

/** No answer means files, by the shell's own default. */
function answer(expected: Expected): string {
  const offer = (words: string) => `COMPREPLY=($(compgen -W "${words}" -- "$cur"))`;
  if (expected === 'file') return 'COMPREPLY=()';
  if (expected === 'run') return offer(plainNamesIn('runs'));
  if (expected === 'model') return offer(plainNamesIn('models'));
  return offer(expected.join(' '));
}

/** compgen runs what its words name between $( and ): a folder may be called anything. */
function plainNamesIn(folder: 'runs' | 'models'): string {
  return `$(ls "$store/${folder}" 2>/dev/null | grep -xE "[A-Za-z0-9._-]+")`;
}
