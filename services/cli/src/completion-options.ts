/** camfleet completion: what a shell reads to complete this command's words. */
import { Argument, type Command } from 'commander';
import { bashCompletion } from './completion/bash-completion.js';
import { commandTree } from './completion/command-tree.js';
import { fishCompletion } from './completion/fish-completion.js';
import { zshCompletion } from './completion/zsh-completion.js';
import { examples } from './flags.js';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print what makes a shell complete commands, flags, their values, and the runs of the store')
    .addArgument(new Argument('<shell>', 'whose').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      examples(
        'source <(camfleet completion bash)',
        'camfleet completion zsh > ~/.zfunc/_camfleet',
        'camfleet completion fish > ~/.config/fish/completions/camfleet.fish',
      ),
    )
    .action((shell: keyof typeof shells) => {
      process.stdout.write(shells[shell](commandTree(program)));
    });
}
