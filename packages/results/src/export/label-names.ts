/** What classes are called in formats that know them by their names. */

// What XML 1.0 and YAML can hold as it is; line ends and tabs would be read as blanks.
const unprintable =
  /[^\u{20}-\u{7e}\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/**
 * One a class, no two alike, none empty or with a character that is not printable: that becomes U+FFFD. Names that several
 * classes share, such as ImageNet's two cranes, are told apart by the class's number.
 */
export function labelNames(classNames: readonly string[] | null, classes: number): string[] {
  const wanted = Array.from({ length: classes }, (_, label) => {
    const name = (classNames?.[label] ?? '').trim().replace(unprintable, '\u{fffd}');
    return name === '' ? `class ${label}` : name;
  });
  const counts = new Map<string, number>();
  for (const name of wanted) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Set(wanted.filter((name) => counts.get(name) === 1));
  return wanted.map((name, label) => {
    if (counts.get(name) === 1) return name;
    let own = `${name} (${label})`;
    while (taken.has(own)) own = `${own} (${label})`;
    taken.add(own);
    return own;
  });
}
