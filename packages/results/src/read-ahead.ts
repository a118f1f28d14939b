/** Reads what comes next while what came before is worked at. */

/** What `read` makes of each item, in order, `ahead` of them under way at a time; who stops early leaves those unheard. */
export async function* readAhead<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  ahead: number,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for await (const item of items) {
    const result = read(item);
    // Its trouble is told of when its turn comes.
    result.catch(() => {});
    underWay.push(result);
    if (underWay.length >= ahead) yield await underWay.shift()!;
  }
  for (const result of underWay) yield await result;
}
