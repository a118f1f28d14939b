export { batchSizes } from './batch-sizes.js';
export { type Batcher, type BatcherSettings, createBatcher, type Inference } from './batcher.js';
export { type CatalogueEntry, catalogueFacts, readCatalogue } from './catalogue.js';
export { type FactFlags, type ModelFacts, readModelFacts } from './model-facts.js';
export {
  describeModel,
  listModelVersions,
  loadModel,
  type ModelVersion,
  saveModel,
  useModel,
} from './model-objects.js';
export { type PrepareRequest, prepareModel } from './prepare-model.js';
export type { BatchRequest, BatchResult, Provider } from './protocol.js';
export { readNetwork } from './read-network.js';
export { recheckModel } from './recheck-model.js';
export { type Session, startSession } from './session.js';
export { poolSessions } from './session-pool.js';
export { shareCores } from './share-cores.js';
