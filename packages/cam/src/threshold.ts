/**
 * The threshold of a share of the maximum: their product, rounded once to float64.
 *
 * The rule for ties, to the last bit: a pixel is in where `value >= threshold`, nothing added, nothing rounded away. Its
 * value is the float64 that Axis's formula gives in exactly its order of operations; the maximum is the largest of these
 * values; the threshold is this product. So a pixel equal to the threshold is in, one that is an ulp below it is out, and
 * at a share of 1 just the pixels equal to the maximum are in. A share that stands for a level of 8 bits is `level / 255`,
 * one of a grid of n is `index / n`, each rounded once.
 */
export const thresholdOf = (shareOfMaximum: number, maximum: number): number => shareOfMaximum * maximum;
