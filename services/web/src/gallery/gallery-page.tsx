/** A run's pictures with their maps and boxes, once the run is known. */
import type { RunView } from '@camfleet/protocol';
import { useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Gallery } from './gallery.js';
import { isRunLive } from './is-run-live.js';

/** How often a run that goes on is looked at. */
const liveMs = 2_000;

export function GalleryPage({ run, query }: { readonly run: string; readonly query: URLSearchParams }) {
  const [isLive, setIsLive] = useState(true);
  const view = useResource<RunView>(`/v1/runs/${encodeURIComponent(run)}`, isLive ? liveMs : null);
  if (view.data === null) return <ProblemNote problem={view.problem} />;
  const stillLive = isRunLive(view.data);
  if (stillLive !== isLive) setIsLive(stillLive);
  return <Gallery key={run} run={view.data} isLive={stillLive} query={query} />;
}
