/** Starts what a container would start, as a plain process: its command, its environment and nothing else, its user. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ImageStart } from './dockerfile.js';

export interface World {
  /** Stands for the container's file system: /app and all that is mounted lie in it. */
  readonly folder: string;
  /** The node that `node` and `camfleet` mean. */
  readonly node: string;
}

export interface Contained {
  readonly child: ChildProcess;
  /** What it wrote. */
  said(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Whether a process can be given a root that is read-only: as root on Linux, where namespaces are allowed. */
const canCloseRoot =
  process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0;

/** `command` as compose has it; the image's init process is left out, since it only hands on. */
export function startContained(
  { folder, node }: World,
  image: ImageStart,
  command: readonly string[],
  environment: Record<string, string>,
): Contained {
  const [program, ...args] = command;
  const words = program === 'camfleet' ? [join(folder, 'app/services/cli/bin/camfleet.js'), ...args] : args;
  if (program !== 'node' && program !== 'camfleet') throw new Error(`the image has no ${program}`);
  const [uid, gid] = image.user.split(':');
  const asUser = [
    'setpriv',
    '--reuid',
    uid!,
    '--regid',
    gid!,
    '--clear-groups',
    '--no-new-privs',
    node,
    ...words,
  ];
  // What may be written is mounted before the rest is closed, and stays as it was.
  const closed = 'mount --bind "$0/rw" "$0/rw" && mount -o remount,bind,ro / && cd "$0/app" && exec "$@"';
  const whole = canCloseRoot
    ? ['unshare', '--mount', 'sh', '-c', closed, folder, ...asUser]
    : process.getuid?.() === 0
      ? asUser
      : [node, ...words];
  const child = spawn(whole[0]!, whole.slice(1), {
    cwd: join(folder, 'app'),
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: join(folder, 'rw/tmp'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  return {
    child,
    said: () => said,
    ended: once(child, 'close').then(([code, signal]) => code ?? signal),
  };
}
