/** What somebody looks at, as a query string: so that a link shows the same to others. */

export const sorts = ['index', 'iou', '-iou', 'score', '-score', 'class'] as const;
export type Sort = (typeof sorts)[number];

/** Which rows there are, and in which order: what the server is asked. */
export interface Selection {
  readonly sort: Sort;
  readonly outcome: string;
  readonly code: string;
  /** Top-1 class, by its index. */
  readonly class: string;
  readonly scoreMin: string;
  readonly scoreMax: string;
  readonly iouMin: string;
  readonly iouMax: string;
  /** Part of an address or id. */
  readonly q: string;
}

/** How they are shown: what the server never hears of. */
export interface Looks {
  /** id of a box policy; empty for the run's own. */
  readonly policy: string;
  /** Share of the maximum; null for the policy's own. */
  readonly threshold: number | null;
  /** Of the heat, 0..1. */
  readonly heat: number;
  readonly map: 'predicted' | 'true';
  readonly size: 'small' | 'medium' | 'large';
}

export interface GalleryState {
  readonly selection: Selection;
  readonly looks: Looks;
  /** The row at the top, by its position in the list. */
  readonly at: number;
  /** The row that is shown large, by its position in the list; null where none is. */
  readonly open: number | null;
}

export const wholeRun: Selection = {
  sort: 'index',
  outcome: '',
  code: '',
  class: '',
  scoreMin: '',
  scoreMax: '',
  iouMin: '',
  iouMax: '',
  q: '',
};
export const plainLooks: Looks = { policy: '', threshold: null, heat: 0.8, map: 'true', size: 'medium' };

const selectionNames = Object.keys(wholeRun) as (keyof Selection)[];

/** What a query string says; whatever it says wrong is as if it were not there. */
export function readQuery(query: URLSearchParams): GalleryState {
  const text = (name: string) => query.get(name) ?? '';
  const one = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === text(name)) ?? otherwise;
  const share = (name: string) => {
    const value = text(name) === '' ? Number.NaN : Number(text(name));
    return value >= 0 && value <= 1 ? value : null;
  };
  const place = (name: string) => (/^\d{1,12}$/.test(text(name)) ? Number(text(name)) : null);
  const given = Object.fromEntries(selectionNames.map((name) => [name, text(name)]));
  return {
    selection: { ...wholeRun, ...given, sort: one('sort', sorts, 'index') },
    looks: {
      policy: text('policy'),
      threshold: share('threshold'),
      heat: share('heat') ?? plainLooks.heat,
      map: one('map', ['predicted', 'true'], plainLooks.map),
      size: one('size', ['small', 'medium', 'large'], plainLooks.size),
    },
    at: place('at') ?? 0,
    open: place('open'),
  };
}

/** Only what differs from how a run is shown at first. */
export function writeQuery({ selection, looks, at, open }: GalleryState): URLSearchParams {
  const query = selectionQuery(selection);
  for (const [name, value] of Object.entries(looks)) {
    if (value !== plainLooks[name as keyof Looks] && value !== null) query.set(name, String(value));
  }
  if (at > 0) query.set('at', String(at));
  if (open !== null) query.set('open', String(open));
  return query;
}

/** The selection as the server takes it. */
export function selectionQuery(selection: Selection): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of selectionNames) {
    if (selection[name] !== wholeRun[name]) query.set(name, selection[name]);
  }
  return query;
}
