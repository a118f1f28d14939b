// The one error of this package: a model that Camfleet cannot use, with a code from a closed list and a sentence for its owner.

/** Why a model was refused. */
export type ModelRefusalCode =
  | 'not-onnx'
  | 'truncated'
  | 'external-data'
  | 'too-large'
  | 'unsupported-opset'
  | 'not-a-classifier'
  | 'no-global-pool'
  | 'several-linear-layers'
  | 'attention-pooling'
  | 'unsupported-head'
  | 'fixed-size'
  | 'too-small';

/** Thrown for every model that cannot be fused; the message names the nodes at fault and says what to do. */
export class ModelRefused extends Error {
  readonly code: ModelRefusalCode;

  constructor(code: ModelRefusalCode, message: string) {
    super(message);
    this.name = 'ModelRefused';
    this.code = code;
  }
}
