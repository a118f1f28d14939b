export * from './closer.js';
export * from './environment.js';
export * from './in-time.js';
export * from './logger.js';
export * from './read-config.js';
export * from './run-service.js';
export * from './source-environment.js';
