export * from './create-client.js';
export type { ClientSettings } from './request.js';
