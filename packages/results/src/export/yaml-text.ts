/**
 * A text as a double-quoted scalar, which is the same in YAML 1.1 and 1.2: JSON's string, with what a YAML reader refuses or
 * folds escaped too (controls, U+2028 and its like, the byte order mark). A lone surrogate becomes U+FFFD.
 */
export function yamlText(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\u{fffd}')).replace(
    /[\u{7f}-\u{9f}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
