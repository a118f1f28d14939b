/** How the C library keeps memory in processes that pictures pass through; it reads these once, at their start. */
export const allocatorSettings = {
  /** Without a limit it keeps memory for every thread that ever decoded. */
  MALLOC_ARENA_MAX: '2',
  /**
   * Large pieces come and go among small ones, which stay and break up what the large ones leave: memory creeps. From this
   * size on they go straight back.
   */
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
  /**
   * Where that is set, the C library no longer raises this one by itself: as soon as 128 kB at the end were free it would give
   * them back, to ask for them again.
   */
  MALLOC_TRIM_THRESHOLD_: String(16 * 1024 * 1024),
} as const;
