/** A stream of texts with something between them. */
export async function* joined(between: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const text of texts) {
    yield isFirst ? text : between + text;
    isFirst = false;
  }
}
