/** Lets a child process end when its parent does, even where the parent is killed and can do nothing about it. */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Starts a shell that waits for a pipe of ours to close, which the kernel does when we are gone, and then ends the process
 * `pid` and removes `folder`, where one is given. The function returned calls it off; to be called once that process has ended.
 */
export function watchOver(pid: number, folder: string | null): () => void {
  const script = 'read -r _; kill -TERM "$1" 2>/dev/null; [ -z "$2" ] || { sleep 1; rm -rf "$2"; }';
  const watcher = spawn('/bin/sh', ['-c', script, 'watch-over', String(pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own, so that a Ctrl-C does not end the watcher before its charge.
    detached: true,
  });
  // Without a shell there is no watcher: then the next start ends what is left.
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  return () => {
    watcher.kill('SIGKILL');
    watcher.stdin.destroy();
  };
}
