/** Whether a program can be started by its name. */
import { spawnSync } from 'node:child_process';

/** The program's file, or null. */
export function findOnPath(program: string): string | null {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
