import type { RunView } from '@camfleet/protocol';

/** Whether a run's rows are those that are committed so far: until its summary stands, paused and failed ones as well. */
export const isRunLive = ({ state }: Pick<RunView, 'state'>): boolean =>
  state !== 'complete' && state !== 'cancelled';
