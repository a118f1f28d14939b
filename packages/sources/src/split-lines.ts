/** Cuts a stream of bytes into lines. */

export interface ManifestLine {
  /** Without its end; null where it is longer than may be. */
  readonly line: string | null;
  /** Counted from 1, blank lines included, as an editor counts. */
  readonly number: number;
}

const newline = 0x0a;

/**
 * Lines that end in LF or CRLF, without a byte order mark and blank ones. Bytes that are no UTF-8 become U+FFFD. Holds one
 * chunk and one line of at most `lineBytesMax` bytes.
 */
export async function* splitLines(
  body: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<ManifestLine> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 0;

  const hold = (piece: Uint8Array) => {
    heldBytes += piece.length;
    // Of a line that is too long, only its length is wanted.
    if (heldBytes <= lineBytesMax + 1) held.push(piece);
    else held = [];
  };
  const release = (): ManifestLine | null => {
    number++;
    const line = textOf(held, heldBytes, lineBytesMax, number === 1);
    held = [];
    heldBytes = 0;
    return line !== null && line.trim() === '' ? null : { line, number };
  };

  for await (const chunk of body) {
    let from = 0;
    for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
      hold(chunk.subarray(from, to));
      from = to + 1;
      const line = release();
      if (line !== null) yield line;
    }
    if (from < chunk.length) hold(chunk.subarray(from));
  }
  if (heldBytes > 0) {
    const line = release();
    if (line !== null) yield line;
  }
}

function textOf(pieces: Uint8Array[], bytes: number, bytesMax: number, isFirst: boolean): string | null {
  if (bytes > bytesMax + 1) return null;
  const whole = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  const end = whole.at(-1) === 0x0d ? whole.length - 1 : whole.length;
  if (end > bytesMax) return null;
  const text = Buffer.from(whole.buffer, whole.byteOffset, end).toString('utf8');
  return isFirst && text.startsWith('\u{feff}') ? text.slice(1) : text;
}
