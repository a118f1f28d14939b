/** Thrown inside this package where asking again may help. */

/** The message completes "<address> …", and holds no credential. */
export class PassingTrouble extends Error {
  override readonly name = 'PassingTrouble';
}
