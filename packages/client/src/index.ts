export * from './create-client.js';
export type { OutcomeView } from './outcome-page.js';
export type { ClientSettings } from './request.js';
