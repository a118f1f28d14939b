export { type Accuracies, accuracies } from './accuracies.js';
export { type Axis, axis } from './axis.js';
export { centreBox, wholeBox } from './baseline-boxes.js';
export { bestIou } from './best-iou.js';
export type { Box } from './box.js';
export {
  type BoxPolicy,
  type BoxRule,
  boxPolicies,
  findPolicy,
  type GuessSource,
  type LargestComponentRule,
  oneGuessAClass,
  type PooledLevelsRule,
  type PublishedContoursRule,
} from './box-policy.js';
export { clipBox } from './clip-box.js';
export { type Component, type Connectivity, components } from './components.js';
export { drawBoxes } from './draw-boxes.js';
export { drawInView } from './draw-in-view.js';
export {
  evaluateBoxes,
  evaluateImage,
  hitIou,
  type ImageBoxes,
  type ImageResult,
  type PolicyFigures,
  type TrueBox,
} from './evaluate-image.js';
export {
  type Evaluation,
  emptyEvaluation,
  iouUnit,
  mergeEvaluations,
  sumEvaluations,
} from './evaluation.js';
export { fromHalf } from './from-half.js';
export { type Guess, guessBoxes } from './guess-boxes.js';
export {
  bestHits,
  type Curve,
  type CurveChange,
  curves,
  gridSize,
  hitCurves,
  hitsOf,
} from './hit-curves.js';
export { type HeadIdentity, identityGap } from './identity-gap.js';
export { interpolatedMax } from './interpolated-max.js';
export { iou } from './iou.js';
export { keepDistinct } from './keep-distinct.js';
export { locate } from './locate.js';
export { pointsAt } from './points-at.js';
export {
  type InclusiveBox,
  inclusiveBox,
  inclusiveIou,
  publishedBoxes,
  publishedTruth,
} from './published/published-boxes.js';
export { publishedCurves } from './published/published-curves.js';
export { publishedMap, publishedSide, quantised } from './published/score-map.js';
export { type Sweep, sweepThresholds } from './sweep/sweep-thresholds.js';
export { emptyTally, sumTallies } from './tally.js';
export { thresholdOf } from './threshold.js';
export { toHalf } from './to-half.js';
export { topK } from './top-k.js';
export { fromView, toView, type View } from './view.js';
