/** What is used of WebAssembly: the types of Node leave it to those of the browser. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB; the buffer is another one afterwards. */
  grow(pages: number): number;
}

interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => { readonly kind: 'module' };
  readonly Instance: new (module: { readonly kind: 'module' }) => { readonly exports: unknown };
}

export const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyGlobal })
  .WebAssembly;
