/** Ordered close: what was opened last is closed first, and every one is closed whatever the others do. */

export interface Closer {
  /** Registers something to close; returns it. */
  add<T extends { close(): Promise<unknown> }>(resource: T): T;
  /** Closes everything once, last first; throws what went wrong when all are closed. */
  close(): Promise<void>;
}

export function createCloser(): Closer {
  const resources: { close(): Promise<unknown> }[] = [];
  let closing: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const resource of resources.reverse()) {
      await resource.close().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed');
  }

  return {
    add: (resource) => {
      resources.push(resource);
      return resource;
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}
