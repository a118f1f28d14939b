/** Bytes of an image file to the pixels that a network takes, and pictures of our own to bytes. */
export * from './decode.js';
export * from './decode-threads.js';
export * from './encode.js';
export * from './rasterise.js';
export * from './thumbnail.js';
