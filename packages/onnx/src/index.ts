// What @camfleet/onnx offers: reading a classifier, finding its head and fusing the class activation maps into its graph.
export { type ExternalFiles, modelBytesMax } from './external-data.js';
export { findHead, type Head } from './find-head.js';
export type { ImageSize } from './free-size.js';
export { type FusedModel, type FuseOptions, fuseCam } from './fuse-cam.js';
export { type ModelRefusalCode, ModelRefused } from './model-refused.js';
export { supportedOpset } from './opset.js';
export { externalLocations, type OnnxModel, parseModel } from './parse-model.js';
