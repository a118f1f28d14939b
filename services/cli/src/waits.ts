/** What a command waits for besides its work. */

/** Never settles well: workers go on until they are stopped, and only their failure is news. */
export function anyFails(services: readonly Promise<void>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const service of services) service.catch(reject);
  });
}

export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
