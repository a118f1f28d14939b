/** XML read by a parser that refuses what is not well-formed, for the tests of the formats that are XML. */
import { parseXml, XmlElement } from '@rgrove/parse-xml';

export function rootOf(text: string): XmlElement {
  const { root } = parseXml(text);
  if (root === null) throw new Error('there is no element');
  return root;
}

/** The elements inside, in order, those of one name or all. */
export const inside = (element: XmlElement, name?: string): XmlElement[] =>
  element.children.filter(
    (child): child is XmlElement =>
      child instanceof XmlElement && (name === undefined || child.name === name),
  );

/** The text of the only element that is reached by these names. */
export function textAt(element: XmlElement, ...path: string[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return element.text;
  const found = inside(element, first);
  if (found.length !== 1) throw new Error(`${found.length} elements are called ${first}`);
  return textAt(found[0]!, ...rest);
}
