/** Models as GET /v1/models shows them: a description without its long lists. */
import type { ModelDescription } from '@camfleet/contracts';

export interface ModelView extends Omit<ModelDescription, 'head' | 'classNames' | 'classIds'> {
  /** Whether its classes have names. */
  readonly named: boolean;
}
