/** Memory for one image, which its caller gives. */
export interface Room {
  /** Takes so many bytes in all, if they are to be had at once. */
  widen(bytes: number): boolean;
  /** Settles when there is room for so many; nothing is held while it is waited for. Throws the signal's reason when it fires. */
  wait(bytes: number, signal?: AbortSignal): Promise<void>;
}

/** As much as is asked for. */
export const boundless: Room = { widen: () => true, wait: async () => {} };
