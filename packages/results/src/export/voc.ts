/** Pascal VOC: one XML an image under Annotations/, and a list of all under ImageSets/Main/. */
import { basename, dirname } from 'node:path/posix';
import type { ExportedImage, ExportFacts, FolderFormat } from './export-format.js';
import { type FoundBox, foundBoxes, imagesOf } from './found-boxes.js';
import { imageAddress } from './image-address.js';
import { imagePath, withoutEnding } from './image-name.js';
import { placeImage } from './place-image.js';
import { xmlText } from './xml-text.js';

const list = 'ImageSets/Main/default.txt';

/**
 * Corners are pixels counted from 1, both inside: the half-open [x0, x1) is x0 + 1 to x1. A file is called as its picture.
 * `score` is beyond the format, and readers pass over it.
 */
export const voc: FolderFormat = {
  kind: 'folder',
  holds: 'predictions',
  needsBoxes: true,
  write: async (source, folder) => {
    let renamed = 0;
    await folder.append(list, '');
    for await (const image of imagesOf(source)) {
      const { index, uri } = image.outcome;
      const wanted = withoutEnding(imagePath(uri));
      const text = annotationOf(image, source.facts);
      const name = await placeImage(folder, wanted, index, (name) => `Annotations/${name}.xml`, text);
      if (name !== wanted) renamed += 1;
      await folder.append(list, `${name}\n`);
    }
    return { renamed, wsol: null };
  },
};

function annotationOf(image: ExportedImage, { base, run }: ExportFacts): string {
  const { uri, width, height } = image.outcome;
  const path = imagePath(uri);
  return [
    '<annotation>',
    `<folder>${xmlText(dirname(path))}</folder>`,
    `<filename>${xmlText(basename(path))}</filename>`,
    `<path>${xmlText(imageAddress(uri, base))}</path>`,
    `<source><database>${xmlText(run)}</database></source>`,
    `<size><width>${width}</width><height>${height}</height><depth>3</depth></size>`,
    '<segmented>0</segmented>',
    ...foundBoxes(image).map(objectOf),
    '</annotation>\n',
  ].join('\n');
}

function objectOf({ name, score, box: [x0, y0, x1, y1] }: FoundBox): string {
  const corners = `<xmin>${x0 + 1}</xmin><ymin>${y0 + 1}</ymin><xmax>${x1}</xmax><ymax>${y1}</ymax>`;
  return (
    `<object><name>${xmlText(name)}</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>` +
    `<score>${score}</score><bndbox>${corners}</bndbox></object>`
  );
}
