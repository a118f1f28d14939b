/** What every image of ours has to keep to, each rule with the sentence that breaking it earns. */
import { type Stage, textsOf } from './dockerfile.js';

/** A name, a version of at least two numbers, and a digest if one was resolved. */
export const exactImage = /^[a-z0-9./-]+:v?\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/;

/** Names of what is secret: never in an image, and in compose never with a value. */
export const secretName = /SECRET|PASSWORD|TOKEN|ACCESS_KEY|API_KEY/;

/** `targets` are the stages that ship. */
export function lintDockerfile(stages: readonly Stage[], targets: readonly string[]): string[] {
  const names = stages.map(({ name }) => name);
  return stages.flatMap((stage) => [
    ...(names.includes(stage.base) || exactImage.test(stage.base) ? [] : [`${stage.base} is no exact tag`]),
    ...lintStage(stage, names),
    ...(targets.includes(stage.name) ? lintTarget(stage) : []),
  ]);
}

function lintStage(stage: Stage, names: readonly string[]): string[] {
  const { name, instructions } = stage;
  const found: string[] = [];
  const say = (broken: boolean, sentence: string) => {
    if (broken) found.push(`${name}: ${sentence}`);
  };
  say(
    instructions.some(({ word }) => word === 'ADD'),
    'ADD unpacks and downloads unasked: COPY',
  );
  for (const text of textsOf(stage, 'RUN').filter((one) => one.includes('apt-get install'))) {
    say(!text.includes('--no-install-recommends'), 'apt-get install brings what it recommends');
    say(!/apt-get update.*apt-get install/.test(text), 'apt-get update belongs into the same RUN');
    say(!/rm -rf \/var\/lib\/apt\/lists\/\*/.test(text), 'package lists stay in the image');
  }
  const install = instructions.findIndex(({ word, text }) => word === 'RUN' && text.includes('npm ci'));
  const everything = instructions.findIndex(({ word, text }) => word === 'COPY' && text === '. .');
  say(everything >= 0 && everything < install, 'sources are copied before npm ci: nothing of it is cached');
  for (const text of textsOf(stage, 'COPY')) {
    const from = /--from=(\S+)/.exec(text)?.[1];
    say(from !== undefined && !names.includes(from), `there is no stage ${from}`);
  }
  for (const text of [...textsOf(stage, 'ENV'), ...textsOf(stage, 'ARG')]) {
    say(secretName.test(text), `a secret would stay in the image: ${text}`);
  }
  return found;
}

function lintTarget(stage: Stage): string[] {
  const found: string[] = [];
  const say = (broken: boolean, sentence: string) => {
    if (broken) found.push(`${stage.name}: ${sentence}`);
  };
  const last = (word: string) => textsOf(stage, word).at(-1) ?? '';
  say(!/^[1-9]\d*:[1-9]\d*$/.test(last('USER')), 'USER is a number other than 0, which Kubernetes can check');
  say(!last('WORKDIR').startsWith('/'), 'WORKDIR is absolute');
  say(!last('ENTRYPOINT').startsWith('["/usr/bin/tini", "--"'), 'PID 1 is tini');
  say(!last('CMD').startsWith('['), 'CMD is a list: a shell would swallow signals');
  say(!/CMD \[/.test(last('HEALTHCHECK')), 'there is a health check, as a list');
  say(
    textsOf(stage, 'RUN').some((text) => /apt-get|npm|curl|wget/.test(text)),
    'what is installed comes from another stage',
  );
  say(textsOf(stage, 'COPY').includes('. .'), 'what ships is named');
  return found;
}
