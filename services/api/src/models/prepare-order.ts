/** What the server and the process that prepares a network say to each other. */
import type { ModelDescription, ProblemCode } from '@camfleet/contracts';
import type { FactFlags } from '@camfleet/inference';

export interface PrepareOrder {
  readonly folder: string;
  /** In the folder: the network, and the place of its graph once it is prepared. */
  readonly file: string;
  readonly graph: string;
  readonly name: string;
  readonly topK: number;
  readonly flags: FactFlags;
}

export type PrepareAnswer =
  | { readonly kind: 'prepared'; readonly description: ModelDescription }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly message: string };
