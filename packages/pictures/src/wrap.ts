/** Text into lines, broken at spaces. */

/** Lines of at most `letters` letters; a longer word is broken where the line ends. */
export function wrap(text: string, letters: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > letters) {
    const space = rest.lastIndexOf(' ', letters);
    const end = space > 0 ? space : letters;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
