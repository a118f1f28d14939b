/** Models as GET /v1/models shows them: a description without its long lists. */
import type { ModelDescription } from '@camfleet/contracts';

export interface ModelView extends Omit<ModelDescription, 'head' | 'classNames' | 'classIds'> {
  /** Whether its classes have names. */
  readonly named: boolean;
  /** Whether the name alone means this version. */
  readonly current: boolean;
}

export interface ModelList {
  /** By name, of each the current version first. */
  readonly models: readonly ModelView[];
  /** Versions that cannot be read, as name@version. */
  readonly damaged: readonly string[];
}

/** What a run calls it. */
export function calledAs({
  name,
  version,
  current,
}: Pick<ModelView, 'name' | 'version' | 'current'>): string {
  return current ? name : `${name}@${version}`;
}
