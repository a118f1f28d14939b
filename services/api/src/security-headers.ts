/** Headers of every answer: nothing is cached, framed, sniffed or lent to pages of other sites. */

/** For an answer that is no page: nothing is loaded, sent or framed by it, whatever a browser takes it for. */
export const barePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': barePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
