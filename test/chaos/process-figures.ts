/** What the kernel knows of a process. Linux. */
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Processor time that it has used so far, user's and system's. */
export function cpuSeconds(pid: number): number {
  // The name in brackets may hold anything; user's and system's ticks are the 12th and 13th field after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function residentMb(pid: number): number {
  return statusKb(pid, 'VmRSS') / 1_000;
}

/** The most memory that it ever held. */
export function peakMb(pid: number): number {
  return statusKb(pid, 'VmHWM') / 1_000;
}

/** Open files, sockets, pipes. */
export function handles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function statusKb(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line![1]) * 1.024;
}
