/** The built-in network, and the drawings of everyday objects that its scenes are made of. */
export { builtInModels } from './built-in-models.js';
export { loadDrawings } from './load-drawings.js';
export { objectClasses } from './object-classes.js';
export { type Family, families } from './read-family.js';
export { type SceneOrder, sceneQuality, writeScenes } from './write-scenes.js';
