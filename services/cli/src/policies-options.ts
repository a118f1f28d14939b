/** camfleet policies: the ways of drawing boxes that have a name. */
import { boxPolicies } from '@camfleet/cam';
import type { Command } from 'commander';
import type { Act } from './act.js';
import { addOutputFlags, examples } from './flags.js';
import { policyLine } from './policy-view.js';

/** A file that --policy takes. */
const ownPolicy =
  '{"id": "mine", "rule": {"kind": "largest-component", "shareOfMaximum": 0.35, "connectivity": 4}}';

export function addPoliciesCommand(program: Command, act: Act): void {
  addOutputFlags(program.command('policies'))
    .description('List the built-in box policies; one of your own is a JSON file')
    .addHelpText(
      'after',
      `${examples('camfleet policies', 'camfleet policies --json')}

A policy of your own, for --policy mine.json:
  ${ownPolicy}

Its keys are those that --json prints for the built-in ones. Rules are largest-component (shareOfMaximum,
connectivity 4 or 8), pooled-levels (levelsOf255, connectivity, overlapOfLarger) and published-contours
(shareOfMaximum, contours "largest" or "all"). guesses may be left out: one a class. The version is a digest
of the definition, and stands with the id beside every box.`,
    )
    .action((options: { json?: boolean; debug?: boolean }) =>
      act(options, async (output) =>
        output.answer(boxPolicies.map(policyLine).join('\n'), { policies: boxPolicies }),
      ),
    );
}
