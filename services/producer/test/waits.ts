/** What tests of the producer wait for, and what they let its work wait at. */
import { vi } from 'vitest';

export const until = (holds: () => boolean | Promise<boolean>) =>
  vi.waitUntil(holds, { timeout: 25_000, interval: 20 });

/** A gate that work waits at. */
export function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
