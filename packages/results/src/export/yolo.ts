/** YOLO as Ultralytics reads it: one text file an image under labels/, and data.yaml with the names. */
import type { ExportedImage, FolderFormat } from './export-format.js';
import { foundBoxes, imagesOf } from './found-boxes.js';
import { imagePath, withoutEnding } from './image-name.js';
import { placeImage } from './place-image.js';
import { yamlText } from './yaml-text.js';

/**
 * A line is `class x y width height`: the class from 0, the box's centre and size as shares 0..1 of the picture. labels/a/b.txt
 * goes with images/a/b.jpg, where the pictures are to be put or linked, whether or not their own folder is called images. No scores: a trainer takes a sixth number for a mistake.
 */
export const yolo: FolderFormat = {
  kind: 'folder',
  holds: 'predictions',
  needsBoxes: true,
  write: async (source, folder) => {
    const names = source.facts.names.map((name, label) => `  ${label}: ${yamlText(name)}\n`);
    await folder.create('data.yaml', `train: images\nval: images\nnames:\n${names.join('')}`);
    let renamed = 0;
    for await (const image of imagesOf(source)) {
      const { index, uri } = image.outcome;
      const wanted = withoutEnding(imagePath(uri).replace(/^images\//, ''));
      const name = await placeImage(folder, wanted, index, labelsOf, linesOf(image));
      if (name !== wanted) renamed += 1;
    }
    return { renamed, wsol: null };
  },
};

/** Where Ultralytics looks for the labels of images/<name>: it exchanges the last folder that is called images. */
const labelsOf = (name: string): string =>
  `/images/${name}.txt`.replace(/\/images\/(?!.*\/images\/)/, '/labels/').slice(1);

function linesOf(image: ExportedImage): string {
  const { width, height } = image.outcome;
  const lines = foundBoxes(image).map(({ label, box: [x0, y0, x1, y1] }) => {
    const shares = [(x0 + x1) / 2 / width, (y0 + y1) / 2 / height, (x1 - x0) / width, (y1 - y0) / height];
    return `${label} ${shares.map((share) => share.toFixed(6)).join(' ')}\n`;
  });
  return lines.join('');
}
