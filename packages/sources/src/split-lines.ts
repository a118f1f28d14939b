/** Cuts a stream of bytes into lines. */

export interface ManifestLine {
  /** Without its end; null where it is longer than may be. */
  readonly line: string | null;
  /** Counted from 1, blank lines included, as an editor counts. */
  readonly number: number;
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Lines that end in LF or CRLF, without a byte order mark and blank ones. Bytes that are no UTF-8 become U+FFFD. Holds one
 * chunk and one line of at most `lineBytesMax` bytes.
 */
export async function* splitLines(
  body: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<ManifestLine> {
  /** The beginning of a line whose end has not come. */
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 0;

  const hold = (piece: Uint8Array) => {
    heldBytes += piece.length;
    // Of a line that is too long, only its length is wanted.
    if (heldBytes <= lineBytesMax + 1) held.push(piece);
    else held = [];
  };
  const lineOf = (bytes: Buffer, from: number, to: number): ManifestLine | null => {
    number++;
    const line = textOf(bytes, from, to, lineBytesMax, number === 1);
    return line !== null && line.trim() === '' ? null : { line, number };
  };
  const release = (): ManifestLine | null => {
    const line = lineOf(Buffer.concat(held), 0, heldBytes);
    held = [];
    heldBytes = 0;
    return line;
  };

  for await (const chunk of body) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
      if (heldBytes > 0) hold(bytes.subarray(from, to));
      const line = heldBytes > 0 ? release() : lineOf(bytes, from, to);
      from = to + 1;
      if (line !== null) yield line;
    }
    if (from < bytes.length) hold(bytes.subarray(from));
  }
  if (heldBytes > 0) {
    const line = release();
    if (line !== null) yield line;
  }
}

/** Null where the line is too long, of which `bytes` may then hold less. */
function textOf(bytes: Buffer, from: number, to: number, bytesMax: number, isFirst: boolean): string | null {
  if (to - from > bytesMax + 1) return null;
  const end = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
  if (end - from > bytesMax) return null;
  const text = bytes.toString('utf8', from, end);
  return isFirst && text.startsWith('\u{feff}') ? text.slice(1) : text;
}
