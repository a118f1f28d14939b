// From all logits to the classes of interest: the top k and the wanted ones, their logits, and the sum that turns a logit into a score.
import { tensorType } from '../tensor-type.js';
import { type GraphPart, integerConstant, makeNode, ownPrefix } from './graph-parts.js';
import { allLogits } from './logits-part.js';

/** `classes` int64 [N, k+m], `logits` float [N, k+m] and `logsumexp` float [N]. */
export function classesPart(topK: number, classes: number, opset: number): GraphPart {
  const parts = [
    topPart(topK, opset),
    opset >= 11 ? pickLogits() : pickLogitsByComparison(classes),
    sumPart(opset),
  ];
  return {
    nodes: parts.flatMap(({ nodes }) => nodes),
    constants: parts.flatMap(({ constants }) => constants),
  };
}

function topPart(topK: number, opset: number): GraphPart {
  const top =
    opset >= 10
      ? makeNode('TopK', [allLogits, `${ownPrefix}k`], `${ownPrefix}top_logits`, { axis: 1 })
      : makeNode('TopK', [allLogits], `${ownPrefix}top_logits`, { axis: 1, k: topK });
  top.output.push(`${ownPrefix}top_classes`);
  return {
    nodes: [top, makeNode('Concat', [`${ownPrefix}top_classes`, 'wanted'], 'classes', { axis: 1 })],
    constants: opset >= 10 ? [integerConstant(`${ownPrefix}k`, [1], [topK])] : [],
  };
}

function pickLogits(): GraphPart {
  return {
    nodes: [makeNode('GatherElements', [allLogits, 'classes'], 'logits', { axis: 1 })],
    constants: [],
  };
}

/** Below opset 11 nothing gathers along a row, so each class is compared with all and picks its logit as a product with ones and zeros. */
function pickLogitsByComparison(classes: number): GraphPart {
  const all = Array.from({ length: classes }, (_, c) => c);
  return {
    nodes: [
      makeNode('Reshape', ['classes', `${ownPrefix}column_shape`], `${ownPrefix}class_column`),
      makeNode('Equal', [`${ownPrefix}class_column`, `${ownPrefix}class_range`], `${ownPrefix}is_class`),
      makeNode('Cast', [`${ownPrefix}is_class`], `${ownPrefix}class_ones`, { to: tensorType.float }),
      makeNode('Reshape', [allLogits, `${ownPrefix}column_shape`], `${ownPrefix}logit_column`),
      makeNode('MatMul', [`${ownPrefix}class_ones`, `${ownPrefix}logit_column`], `${ownPrefix}picked_column`),
      makeNode('Reshape', [`${ownPrefix}picked_column`, `${ownPrefix}row_shape`], 'logits'),
    ],
    constants: [
      integerConstant(`${ownPrefix}column_shape`, [3], [0, -1, 1]),
      integerConstant(`${ownPrefix}class_range`, [1, 1, classes], all),
      integerConstant(`${ownPrefix}row_shape`, [2], [0, -1]),
    ],
  };
}

function sumPart(opset: number): GraphPart {
  if (opset < 18)
    return {
      nodes: [makeNode('ReduceLogSumExp', [allLogits], 'logsumexp', { axes: [1], keepdims: 0 })],
      constants: [],
    };
  return {
    nodes: [makeNode('ReduceLogSumExp', [allLogits, `${ownPrefix}class_axis`], 'logsumexp', { keepdims: 0 })],
    constants: [integerConstant(`${ownPrefix}class_axis`, [1], [1])],
  };
}
