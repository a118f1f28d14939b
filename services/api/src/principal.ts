/** Who asks. */
import type { Scope } from '@camfleet/contracts';
import type { FastifyRequest } from 'fastify';

export interface Principal {
  /** Of the key: what is bounded for each is counted by it. */
  readonly id: string;
  /** For the log. */
  readonly name: string;
  /** Whose runs are seen and made; null: of all tenants, by who runs the server alone on their machine. */
  readonly tenant: string | null;
  readonly scope: Scope;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal;
  }
}

/** Without keys, whoever sits at this machine. */
export const localPrincipal: Principal = { id: 'local', name: 'local', tenant: null, scope: 'admin' };

/** Whose runs this request makes. */
export function tenantOf({ principal }: FastifyRequest): string {
  return principal.tenant ?? 'default';
}
