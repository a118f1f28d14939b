/** CVAT for images 1.1: one XML of images and their boxes. */
import type { DocumentFormat, ExportedImage } from './export-format.js';
import { foundBoxes, imagesOf } from './found-boxes.js';
import { xmlText } from './xml-text.js';

/** Corners are where the half-open box begins and ends, in pixels. */
export const cvat: DocumentFormat = {
  kind: 'document',
  holds: 'predictions',
  needsBoxes: true,
  file: 'annotations.xml',
  mediaType: 'application/xml',
  passes: 1,
  async *write(source) {
    const { run, names } = source.facts;
    const labels = names.map((name) => `<label><name>${xmlText(name)}</name></label>\n`);
    yield `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta><task><name>${xmlText(run)}</name><labels>\n`;
    yield `${labels.join('')}</labels></task></meta>\n`;
    for await (const image of imagesOf(source)) yield textOf(image);
    yield '</annotations>\n';
  },
};

function textOf(image: ExportedImage): string {
  const boxes = foundBoxes(image).map(({ name, box }) => {
    const [xtl, ytl, xbr, ybr] = box;
    return `<box label="${xmlText(name)}" source="auto" occluded="0" xtl="${xtl}" ytl="${ytl}" xbr="${xbr}" ybr="${ybr}" z_order="0"/>\n`;
  });
  const { index, uri, width, height } = image.outcome;
  return `<image id="${index}" name="${xmlText(uri)}" width="${width}" height="${height}">\n${boxes.join('')}</image>\n`;
}
