/** camfleet submit: begins a run and does not wait for it. */
import type { Command } from 'commander';
import type { Act, ProgramContext } from './act.js';
import { answerBegun } from './answer-begun.js';
import { addBeginFlags, type BeginOptions, beginFlags } from './begin-options.js';
import { examples, refuseFlags } from './flags.js';
import { addPlaceFlags, openServer, openStorePlace, type PlaceOptions } from './place-flags.js';

interface SubmitOptions extends PlaceOptions, BeginOptions {
  readonly base?: string;
  readonly sendPictures?: boolean;
  readonly watch?: boolean;
}

export function addSubmitCommand(program: Command, act: Act, context: ProgramContext): void {
  addPlaceFlags(addBeginFlags(program.command('submit')))
    .description('Begin a run on a server, or in a store that camfleet up serves, without waiting for it')
    .argument(
      '<manifest>',
      'a manifest (sent to the server where it is a file), a folder, a glob, a picture, or an s3:// or http(s):// address',
    )
    .option('--base <address>', 'where rows with a relative address are found from, as the server sees it')
    .option('--send-pictures', 'send the pictures themselves, to a server that cannot read this machine')
    .option('--watch', 'watch the run to its end, as camfleet watch does')
    .addHelpText(
      'after',
      `${examples(
        'camfleet submit manifest.jsonl --model resnet50 --server http://127.0.0.1:8080',
        'camfleet submit s3://bucket/photos/ --model resnet50 --server https://camfleet.example.org --key-file ~/.camfleet-key',
        'camfleet submit manifest.csv --base s3://bucket/photos/ --model resnet50 --watch --json',
        'camfleet submit photos/ --send-pictures --model resnet50 --server https://camfleet.example.org',
        'camfleet submit photos/ --store s3://bucket/camfleet',
      )}

A folder, a glob and relative rows are read by the server, which must allow them (SOURCE_FOLDERS), unless the
pictures themselves are sent.`,
    )
    .action((manifest: string, options: SubmitOptions, command: Command) =>
      act(options, async (output, closer) => {
        const own = { ...context, config: context.config(), output, closer };
        const server = await openServer(command, own);
        if (server !== null)
          refuseFlags(command, ['tenant'], 'on a server it is the key that says whose run it is');
        const flags = beginFlags(command, manifest, options);
        const place = server ?? (await openStorePlace(command, own));
        const begun = await place.submit({
          ...flags,
          base: options.base ?? null,
          sendPictures: options.sendPictures ?? false,
        });
        await answerBegun(place, begun, options, own);
      }),
    );
}
