/** Characters that are gathered before they are written. */
const pieceCharacters = 65_536;

/** A stream of short texts as one of longer ones: a write has a cost of its own. */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let gathered = '';
  for await (const text of texts) {
    gathered += text;
    if (gathered.length < pieceCharacters) continue;
    yield gathered;
    gathered = '';
  }
  if (gathered !== '') yield gathered;
}
