/** Refuses ranges that no object can have. */

/** Throws RangeError unless both are whole and not negative; in bytes. */
export function checkRange(offset: number, length: number): void {
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
  if (!isCount(offset) || !isCount(length)) {
    throw new RangeError(`a range of ${length} bytes from ${offset} is none`);
  }
}
