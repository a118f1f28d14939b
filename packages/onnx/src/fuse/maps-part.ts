// The class activation maps: M_c(x, y) = Σ_k w_k^c · f_k(x, y), for the classes of interest only.
import type { NodeProto, TensorProto } from '../generated/onnx_pb.js';
import { tensorType } from '../tensor-type.js';
import type { TracedHead } from '../trace-head.js';
import { floatConstant, type GraphPart, integerConstant, makeNode, ownPrefix } from './graph-parts.js';
import { networkName } from './rename-values.js';

/** Name of the features as float32 [N, channels, h·w]. */
export const featurePlanes = `${ownPrefix}planes`;

/**
 * `maps` float [N, k+m, h, w] from `classes` and the features: rows of the weights are gathered by class, [N, k+m, channels], and
 * multiplied with the features of their own image, [N, h·w, channels]: one product an image, so that no image changes another's bits.
 * The positions are the product's rows, since onnxruntime shares the longer side of a lone product among its threads: rows cut apart sum
 * in the same order as before, columns do not, and a batch of one would differ from a larger one in the last bits.
 *
 * Bias and activation stay out, so that a map means the same at every head. Zhou et al., CVPR 2016, equation 2.
 */
export function mapsPart(head: TracedHead): GraphPart {
  const { linear } = head;
  const features = featurePart(head);
  const weights = weightPart(head);
  return {
    nodes: [
      ...features.nodes,
      ...weights.nodes,
      makeNode('Transpose', [featurePlanes], `${ownPrefix}positions`, { perm: [0, 2, 1] }),
      makeNode('Transpose', [`${ownPrefix}class_rows`], `${ownPrefix}class_columns`, { perm: [0, 2, 1] }),
      makeNode(
        'MatMul',
        [`${ownPrefix}positions`, `${ownPrefix}class_columns`],
        `${ownPrefix}values_by_position`,
      ),
      makeNode('Transpose', [`${ownPrefix}values_by_position`], `${ownPrefix}flat_maps`, { perm: [0, 2, 1] }),
      makeNode('Shape', [features.map], `${ownPrefix}feature_shape`),
      makeNode('Gather', [`${ownPrefix}feature_shape`, `${ownPrefix}map_axes`], `${ownPrefix}map_size`, {
        axis: 0,
      }),
      makeNode('Concat', [`${ownPrefix}map_rows`, `${ownPrefix}map_size`], `${ownPrefix}map_shape`, {
        axis: 0,
      }),
      makeNode('Reshape', [`${ownPrefix}flat_maps`, `${ownPrefix}map_shape`], 'maps'),
    ],
    constants: [
      ...weights.constants,
      integerConstant(`${ownPrefix}planes_shape`, [3], [0, linear.channels, -1]),
      integerConstant(`${ownPrefix}map_axes`, [2], [2, 3]),
      integerConstant(`${ownPrefix}map_rows`, [2], [0, -1]),
    ],
  };
}

/** The features as float32 [N, channels, h·w]: a sum of float16 products over many channels would lose what the map is read for. */
function featurePart({ features, pool, linear, passed }: TracedHead): { nodes: NodeProto[]; map: string } {
  const nodes: NodeProto[] = [];
  let map = networkName(features);
  if (pool.layout === 'nhwc') {
    nodes.push(makeNode('Transpose', [map], `${ownPrefix}features_nchw`, { perm: [0, 3, 1, 2] }));
    map = `${ownPrefix}features_nchw`;
  }
  let planes = map;
  if (linear.type !== tensorType.float || passed.some(({ opType }) => opType === 'Cast')) {
    planes = `${ownPrefix}features_float`;
    nodes.push(makeNode('Cast', [map], planes, { to: tensorType.float }));
  }
  nodes.push(makeNode('Reshape', [planes, `${ownPrefix}planes_shape`], featurePlanes));
  return { nodes, map };
}

/** The weights' rows of the classes as float32 [N, k+m, channels]; read from the network's own tensor where its order allows. */
function weightPart({ linear }: TracedHead): GraphPart {
  const { weightsTensor, classes, channels, weights } = linear;
  const gathered = `${ownPrefix}gathered_weights`;
  const constants: TensorProto[] = [integerConstant(`${ownPrefix}rows_shape`, [3], [0, -1, channels])];
  const own = `${ownPrefix}weights`;
  if (weightsTensor === null) constants.push(floatConstant(own, [classes, channels], weights));
  const nodes = [
    makeNode('Gather', [weightsTensor === null ? own : networkName(weightsTensor), 'classes'], gathered, {
      axis: 0,
    }),
  ];
  let rows = gathered;
  if (weightsTensor !== null && linear.type !== tensorType.float) {
    rows = `${ownPrefix}float_weights`;
    nodes.push(makeNode('Cast', [gathered], rows, { to: tensorType.float }));
  }
  nodes.push(makeNode('Reshape', [rows, `${ownPrefix}rows_shape`], `${ownPrefix}class_rows`));
  return { nodes, constants };
}
