/** Cuts a stream of bytes into the records of a CSV file (RFC 4180). */

export interface CsvRecord {
  /** Its fields; null where the record is longer than may be. */
  readonly fields: readonly string[] | null;
}

/**
 * Records that end in LF or CRLF; fields in quotes may hold commas, line ends and doubled quotes. Blank lines are passed over.
 * Holds one chunk and one record of at most `recordCharsMax` characters. Bytes that are no UTF-8 become U+FFFD.
 */
export async function* splitRecords(
  body: AsyncIterable<Uint8Array>,
  recordCharsMax: number,
): AsyncGenerator<CsvRecord> {
  // The decoder drops a byte order mark.
  const decoder = new TextDecoder();
  let fields: string[] = [];
  let field = '';
  let chars = 0;
  let inQuotes = false;
  /** A quote inside quotes: doubled, or the end of them. */
  let afterQuote = false;

  const endField = () => {
    fields.push(field);
    field = '';
  };
  const endRecord = (): CsvRecord | null => {
    endField();
    const isBlank = fields.length === 1 && fields[0] === '';
    const record = { fields: chars > recordCharsMax ? null : fields };
    fields = [];
    chars = 0;
    return isBlank && record.fields !== null ? null : record;
  };

  function* take(text: string): Generator<CsvRecord> {
    for (const char of text) {
      chars += 1;
      if (inQuotes && !afterQuote) {
        if (char === '"') afterQuote = true;
        else if (chars <= recordCharsMax) field += char;
        continue;
      }
      if (afterQuote && char === '"') {
        field += '"';
        afterQuote = false;
        continue;
      }
      if (afterQuote) {
        inQuotes = false;
        afterQuote = false;
      }
      if (char === '"' && field === '') inQuotes = true;
      else if (char === ',') endField();
      else if (char === '\n') {
        if (field.endsWith('\r')) field = field.slice(0, -1);
        const record = endRecord();
        if (record !== null) yield record;
      } else if (chars <= recordCharsMax) field += char;
    }
  }

  for await (const chunk of body) yield* take(decoder.decode(chunk, { stream: true }));
  yield* take(decoder.decode());
  if (field !== '' || fields.length > 0 || inQuotes) {
    const record = endRecord();
    if (record !== null) yield record;
  }
}
