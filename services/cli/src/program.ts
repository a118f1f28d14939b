/** The command line. */
import { build } from '@camfleet/contracts';
import { Command } from 'commander';
import { createAct, type ProgramContext } from './act.js';
import { addBenchCommand } from './bench-options.js';
import { addCompletionCommand } from './completion-options.js';
import { addDecideCommands } from './decide-options.js';
import { addDemoCommand } from './demo-options.js';
import { addExportCommand } from './export-options.js';
import { addKeysCommands } from './keys-options.js';
import { addModelsCommands } from './models-options.js';
import { addPoliciesCommand } from './policies-options.js';
import { addReboxCommand } from './rebox-options.js';
import { addResultsCommand } from './results-options.js';
import { addRetryCommand } from './retry-options.js';
import { addRunCommand } from './run-options.js';
import { addStatusCommand } from './status-options.js';
import { addSubmitCommand } from './submit-options.js';
import { addUpCommand } from './up-options.js';
import { addWatchCommand } from './watch-options.js';

export function createProgram(context: ProgramContext): Command {
  const program = new Command('camfleet')
    .description(
      'Class activation maps and boxes for whole image data sets, from any classifier that ends in global pooling',
    )
    .version(build)
    .showHelpAfterError('(see --help)')
    .exitOverride();
  const act = createAct(context.signal);
  addDemoCommand(program, act, context);
  addRunCommand(program, act, context);
  addUpCommand(program, act, context);
  addReboxCommand(program, act, context);
  addRetryCommand(program, act, context);
  addSubmitCommand(program, act, context);
  addStatusCommand(program, act, context);
  addWatchCommand(program, act, context);
  addDecideCommands(program, act, context);
  addPoliciesCommand(program, act);
  addResultsCommand(program, act, context);
  addExportCommand(program, act, context);
  addModelsCommands(program, act, context);
  addKeysCommands(program, act, context);
  addBenchCommand(program, act, context);
  addCompletionCommand(program);
  return program;
}
