/** What docker-compose.yml has to keep to, each rule with the sentence that breaking it earns. */
import { limits } from '@camfleet/contracts';
import type { Compose, ComposeService } from './compose.js';
import { exactImage, secretName } from './lint-dockerfile.js';

export function lintCompose({ services, volumes }: Compose): string[] {
  const mounted = Object.values(services).flatMap((service) =>
    service.volumes.map((one) => one.split(':')[0]!),
  );
  const named = mounted.filter((source) => !source.startsWith('.'));
  return [
    ...named.filter((name) => !(name in volumes)).map((name) => `the volume ${name} is not declared`),
    ...Object.keys(volumes)
      .filter((name) => !named.includes(name))
      .map((name) => `nobody uses the volume ${name}`),
    ...Object.entries(services).flatMap(([name, service]) =>
      lintService(service, services).map((sentence) => `${name}: ${sentence}`),
    ),
  ];
}

function lintService(service: ComposeService, services: Compose['services']): string[] {
  const found: string[] = [];
  const say = (broken: boolean, sentence: string) => {
    if (broken) found.push(sentence);
  };
  const ours = service.build !== undefined;
  const runsOnce = service.restart === 'no';
  const health = service.healthcheck;
  say(!exactImage.test(service.image), `${service.image} is no exact tag`);
  say(
    runsOnce !== (health !== undefined && 'disable' in health),
    'what runs once has no health, all else has',
  );
  say(!ours && health === undefined, 'nothing says whether it is healthy');
  for (const [other, { condition }] of Object.entries(service.depends_on)) {
    const wanted = services[other]?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy';
    say(condition !== wanted, `it waits for ${other} to be ${condition}, not ${wanted}`);
  }
  say(!service.security_opt.includes('no-new-privileges:true'), 'it may gain rights');
  if (ours) {
    say(!service.read_only, 'its root can be written');
    say(!service.cap_drop.includes('ALL'), 'it keeps capabilities');
  }
  for (const port of service.ports) {
    say(!port.startsWith('127.0.0.1:'), `port ${port} is open to other machines`);
  }
  for (const [variable, value] of Object.entries(service.environment)) {
    say(
      secretName.test(variable) && value !== '' && !/^\/(secrets|keys)\//.test(value),
      `a secret: ${variable}`,
    );
  }
  const graceMs = Number(service.environment.STOP_GRACE_MS ?? Number.NaN);
  if (!Number.isNaN(graceMs)) {
    const periodMs = Number.parseInt(service.stop_grace_period ?? '10s', 10) * 1_000;
    say(periodMs <= graceMs + limits.stopForceMs, 'it is killed before its shards have had their time');
  }
  return found;
}
