/** Addresses of the page's views, as they stand after the # of its own address: what is looked at can be sent to somebody. */

export type Route =
  | { readonly view: 'runs' }
  | { readonly view: 'submit' }
  | { readonly view: 'run'; readonly run: string }
  | { readonly view: 'gallery'; readonly run: string }
  | { readonly view: 'compare' }
  | { readonly view: 'models' }
  | { readonly view: 'unknown' };

export interface Place {
  readonly route: Route;
  /** What of the view is shown: filters, sort order, which runs are compared. */
  readonly query: URLSearchParams;
}

/** `hash`: with or without its #. */
export function placeOf(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return { route: routeOf(path.split('/').filter(Boolean).map(decoded)), query: new URLSearchParams(search) };
}

/** What `placeOf` reads back as the same place; entries of the query that are empty are left out. */
export function hrefOf(
  route: Exclude<Route, { view: 'unknown' }>,
  query: Record<string, string> = {},
): string {
  const kept = Object.entries(query).filter(([, value]) => value !== '');
  const search = kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
  return `#/${pathOf(route)}${search}`;
}

function routeOf([first, second, third, ...more]: string[]): Route {
  if (first === undefined) return { view: 'runs' };
  if (first === 'runs') {
    if (second === undefined) return { view: 'runs' };
    if (third === undefined) return { view: 'run', run: second };
    if (third === 'gallery' && more.length === 0) return { view: 'gallery', run: second };
  }
  if ((first === 'submit' || first === 'compare' || first === 'models') && second === undefined) {
    return { view: first };
  }
  return { view: 'unknown' };
}

function pathOf(route: Exclude<Route, { view: 'unknown' }>): string {
  switch (route.view) {
    case 'run':
      return `runs/${encodeURIComponent(route.run)}`;
    case 'gallery':
      return `runs/${encodeURIComponent(route.run)}/gallery`;
    default:
      return route.view;
  }
}

/** A word that is no encoding of one is itself. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
