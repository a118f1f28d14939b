/** Memory for the file of one image, which its caller gives. */
export interface Room {
  /** Takes so many bytes in all, if they are to be had at once: there is room, and nobody waits for it. */
  widen(bytes: number): boolean;
  /**
   * Settles when there is room for so many bytes, in the order in which it was asked for; throws the signal's reason when that
   * fires before. Whoever waits holds nothing, so that no two wait for each other: what was held is given back first.
   */
  wait(bytes: number, signal?: AbortSignal): Promise<void>;
}

/** As much as is asked for. */
export const boundless: Room = { widen: () => true, wait: async () => {} };
