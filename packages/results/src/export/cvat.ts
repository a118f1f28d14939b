/** CVAT for images 1.1: one XML of images and their boxes. */
import type { OkOutcome } from '@camfleet/contracts';
import { type AnnotationFormat, type ExportFacts, predictionsOf } from './annotation-format.js';

/** Corners are where the half-open box begins and ends, in pixels. */
export const cvat: AnnotationFormat = {
  file: 'annotations.xml',
  mediaType: 'application/xml',
  async *write(outcomes, facts) {
    const labels = facts.names.map((name) => `<label><name>${escaped(name)}</name></label>\n`);
    yield `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta><task><name>${escaped(facts.run)}</name><labels>\n`;
    yield `${labels.join('')}</labels></task></meta>\n`;
    for await (const row of outcomes()) if (row.outcome === 'ok') yield imageOf(row, facts);
    yield '</annotations>\n';
  },
};

function imageOf(row: OkOutcome, facts: ExportFacts): string {
  const boxes = predictionsOf(row, facts).flatMap(({ label, box }) => {
    if (box === null) return [];
    const [xtl, ytl, xbr, ybr] = box;
    return `<box label="${escaped(facts.names[label] ?? '')}" source="auto" occluded="0" xtl="${xtl}" ytl="${ytl}" xbr="${xbr}" ybr="${ybr}" z_order="0"/>\n`;
  });
  const { index, uri, width, height } = row;
  return `<image id="${index}" name="${escaped(uri)}" width="${width}" height="${height}">\n${boxes.join('')}</image>\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Line ends and tabs by their number, since an attribute's are read as blanks; what XML 1.0 cannot say becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character]!)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}
