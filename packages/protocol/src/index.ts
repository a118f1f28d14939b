export * from './decided.js';
export * from './problem-details.js';
export * from './problem-types.js';
export * from './run-schemas.js';
export * from './submission-schema.js';
export * from './upload.js';
