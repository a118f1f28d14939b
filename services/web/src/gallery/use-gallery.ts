/** All that a gallery knows: what is looked at, which outcomes there are, and which policy draws. */
import { type BoxPolicy, boxPolicies } from '@camfleet/cam';
import type { Facets, RunView } from '@camfleet/protocol';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { hrefOf } from '../router/route.js';
import { type Looks, readQuery, type Selection, writeQuery } from './gallery-query.js';
import { policyAt } from './policy-at.js';
import { useLiveRefresh } from './use-live-refresh.js';
import { useOutcomes } from './use-outcomes.js';
import { useQueryState } from './use-query-state.js';

/** What is asked for before it is known how many there are. */
const someTiles = 30;

export type GalleryModel = ReturnType<typeof useGallery>;

export function useGallery(run: RunView, isLive: boolean, query: URLSearchParams) {
  const form = useMemo(
    () => ({
      read: readQuery,
      write: writeQuery,
      href: (words: Record<string, string>) => hrefOf({ view: 'gallery', run: run.run }, words),
    }),
    [run.run],
  );
  const { state, change, settle } = useQueryState(query, form);
  const { selection, looks, at, open } = state;
  const { refresh: refreshFacets, data: facets } = useResource<Facets>(
    `/v1/runs/${encodeURIComponent(run.run)}/facets`,
  );
  const { pages, round } = useOutcomes(run.run, selection);
  useLiveRefresh(run, isLive, () => {
    pages.refresh();
    refreshFacets();
  });

  /** The tile that keys move from, and those on the screen and around it. */
  const [active, setActive] = useState(open ?? at);
  const [range, setRange] = useState<readonly [first: number, end: number]>([at, at + someTiles]);
  useEffect(() => {
    if (open === null) pages.want(range);
    else pages.want(range, [Math.max(0, open - 2), open + 3]);
  }, [pages, range, open]);

  const own = run.boxPolicy;
  const policies = useMemo(
    (): readonly [BoxPolicy, ...BoxPolicy[]] => [own, ...boxPolicies.filter(({ id }) => id !== own.id)],
    [own.id, own.version],
  );
  const chosen = policies.find(({ id }) => id === looks.policy) ?? policies[0];
  const policy = useMemo(() => policyAt(chosen, looks.threshold), [chosen, looks.threshold]);

  return {
    run,
    isLive,
    state,
    facets,
    pages,
    round,
    active,
    policies,
    /** The chosen policy before and after its threshold was moved. */
    chosen,
    policy,
    isAsOwn: policy === policies[0],
    setActive,
    setRange,
    settle,
    setAt: (position: number) => change(() => ({ at: position })),
    changeLooks: (some: Partial<Looks>) => change((now) => ({ looks: { ...now.looks, ...some } })),
    changeSelection: useCallback(
      (some: Partial<Selection>) => {
        setActive(0);
        setRange([0, someTiles]);
        change((now) => ({ selection: { ...now.selection, ...some }, at: 0, open: null }));
      },
      [change],
    ),
    show: (position: number) => {
      setActive(position);
      change(() => ({ open: position }));
    },
    hide: () => change(() => ({ open: null })),
  };
}
