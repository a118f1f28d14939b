/** What a failed file operation means for the store: one table. */
import { Problem } from '@camfleet/contracts';

export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the error says that there is no such file, or that the key names a folder or lies below a file. */
export function meansAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '');
}

/** A Problem for what a person can put right; the error itself for anything else. */
export function folderProblem(error: unknown, folder: string): unknown {
  const because = (code: 'store-full' | 'store-denied' | 'store-unreachable', message: string) =>
    new Problem(code, message, { cause: error });
  const noLinks = `the disk of ${folder} has no hard links, which commits rest on: name a folder on another disk`;
  const notWritable = `${folder} may not be written: check its permissions or name another folder`;
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return because('store-full', `the disk of ${folder} is full: free some space, then resume the run`);
    case 'EPERM':
      // FAT disks answer so.
      if (error instanceof Error && 'syscall' in error && error.syscall === 'link')
        return because('store-denied', noLinks);
      return because('store-denied', notWritable);
    case 'EACCES':
      return because('store-denied', notWritable);
    case 'ENOENT':
      return because('store-denied', `${folder} cannot be made: check its path or name another folder`);
    case 'EROFS':
      return because('store-denied', `${folder} lies on a read-only disk: name another folder`);
    case 'ENOTDIR':
    case 'EEXIST':
      return because('store-denied', `${folder} is in the way of a file: name a folder as the store`);
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
    case 'ENOSYS':
      return because('store-denied', noLinks);
    case 'EIO':
    case 'ESTALE':
    case 'ETIMEDOUT':
    case 'ENXIO':
      return because('store-unreachable', `the disk of ${folder} does not answer: check that it is attached`);
    default:
      return error;
  }
}
