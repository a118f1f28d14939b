/** One image's way: fetch → decode → infer → locate, the same for a fleet's workers and for a single image. */
export { type ByteBudget, createByteBudget } from './byte-budget.js';
export * from './process-image.js';
