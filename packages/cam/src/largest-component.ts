import type { Component } from './components.js';

/** The component of most pixels, ties to the first; undefined where there is none. */
export function largestComponent(components: readonly Component[]): Component | undefined {
  let largest = components[0];
  for (const component of components) if (component.pixels > largest!.pixels) largest = component;
  return largest;
}
