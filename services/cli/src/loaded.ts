/**
 * What a command is carried out by, loaded when it is asked for: help and mistakes need none of it. A Ctrl-C meanwhile is
 * heard before anything is begun.
 */
export async function loaded<T>(module: Promise<T>, signal: AbortSignal): Promise<T> {
  const parts = await module;
  signal.throwIfAborted();
  return parts;
}
