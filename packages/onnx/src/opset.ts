// The versions of the ONNX operator set that we read.
import type { ModelProto } from './generated/onnx_pb.js';
import { ModelRefused } from './model-refused.js';

/**
 * Opset 7 brought the broadcasting that our own nodes rely on and is the oldest that onnxruntime promises to run; 25 is the newest
 * for which our tests ran every operator we add.
 */
export const supportedOpset = { first: 7, last: 25 } as const;

/** The version of the default operator set; throws ModelRefused `unsupported-opset` outside `supportedOpset`, `truncated` if absent. */
export function readOpset(model: ModelProto): number {
  const entry = model.opsetImport.find(({ domain }) => isDefaultDomain(domain));
  if (entry === undefined) {
    throw new ModelRefused(
      'truncated',
      'The model names no operator set: its end is missing. Copy or export the file again.',
    );
  }
  const version = Number(entry.version);
  if (version < supportedOpset.first || version > supportedOpset.last) {
    throw new ModelRefused(
      'unsupported-opset',
      `The model uses ONNX opset ${version}; Camfleet reads ${supportedOpset.first} to ${supportedOpset.last}. Export it again with opset_version=17.`,
    );
  }
  return version;
}

/** Whether a domain is that of the standard operators, which has two spellings. */
export function isDefaultDomain(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}
