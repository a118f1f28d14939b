/** A stream of which the first piece was looked at before the answer began: what goes wrong by then is a problem with a status. */

export async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
