/** What somebody dropped or picked: pictures, a manifest, or pictures with their manifest. */
import { isPictureName } from '@camfleet/contracts';

export interface NamedFile {
  /** Its path below what was dropped: "cats/12.jpg". */
  readonly name: string;
  readonly file: File;
}

export interface ChosenFiles {
  readonly pictures: readonly NamedFile[];
  readonly manifest: NamedFile | null;
  /** Files that are neither, and pictures whose names no store takes. */
  readonly passedOver: number;
  /** Of all pictures. */
  readonly bytes: number;
}

const picture = /\.(jpe?g|png|webp|gif|tiff?|avif|bmp|heic)$/i;
const table = /\.(jsonl|ndjson|csv|parquet)(\.gz)?$/i;

/** A manifest is the one that lies least deep; its rows find pictures from where it lies. Hidden files are passed over. */
export function chooseFiles(files: readonly NamedFile[]): ChosenFiles {
  const seen = files.filter(({ name }) => !name.split('/').some((segment) => segment.startsWith('.')));
  const pictures = seen.filter(({ name }) => picture.test(name) && isPictureName(name));
  const tables = seen.filter(({ name }) => table.test(name)).sort((a, b) => depth(a) - depth(b));
  const manifest = tables[0] ?? null;
  return {
    pictures,
    manifest,
    passedOver: files.length - pictures.length - (manifest === null ? 0 : 1),
    bytes: pictures.reduce((sum, { file }) => sum + file.size, 0),
  };
}

/** The folder in which a name lies, with its slash; empty where it lies in none. */
export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

function depth({ name }: NamedFile): number {
  return name.split('/').length;
}
