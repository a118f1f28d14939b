/** Bytes of an image file to the pixels that a network takes. */
export * from './decode.js';
export * from './decode-threads.js';
