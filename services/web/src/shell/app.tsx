/** The page's frame, and the view that its address names. */
import { useEffect, useRef } from 'preact/hooks';
import { keyWanted } from '../api/api-key.js';
import { ComparePage } from '../compare/compare-page.js';
import { GalleryPage } from '../gallery/gallery-page.js';
import { ModelsPage } from '../models/models-page.js';
import { place } from '../router/place.js';
import type { Place } from '../router/route.js';
import { RunPage } from '../run/run-page.js';
import { RunsPage } from '../runs/runs-page.js';
import { SubmitPage } from '../submit/submit-page.js';
import { KeyForm } from './key-form.js';
import { NotFound } from './not-found.js';
import { TopBar } from './top-bar.js';

export function App() {
  const { route, query } = place.value;
  const main = useRef<HTMLElement>(null);
  const shown = 'run' in route ? `${route.view} ${route.run}` : route.view;
  const first = useRef(shown);
  useEffect(() => {
    document.title = `${titleOf({ route, query })} · Camfleet`;
    // Another view is read out and typed into from its beginning; the first one is where the browser put it.
    if (first.current !== shown) main.current?.focus();
    first.current = shown;
  }, [shown]);
  const wanted = keyWanted.value;
  return (
    <>
      <button type="button" class="button main skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <TopBar view={route.view} />
      <main id="main" ref={main} tabIndex={-1} class={isWide(route.view) ? 'wide' : ''}>
        {wanted === null ? <View key={shown} route={route} query={query} /> : <KeyForm why={wanted} />}
      </main>
    </>
  );
}

function View({ route, query }: Place) {
  switch (route.view) {
    case 'runs':
      return <RunsPage />;
    case 'submit':
      return <SubmitPage />;
    case 'run':
      return <RunPage run={route.run} />;
    case 'gallery':
      return <GalleryPage run={route.run} query={query} />;
    case 'compare':
      return <ComparePage query={query} />;
    case 'models':
      return <ModelsPage />;
    case 'unknown':
      return <NotFound />;
  }
}

/** Pictures take all the room there is. */
function isWide(view: Place['route']['view']): boolean {
  return view === 'gallery' || view === 'compare';
}

function titleOf({ route }: Place): string {
  switch (route.view) {
    case 'run':
      return route.run;
    case 'gallery':
      return `Pictures of ${route.run}`;
    case 'submit':
      return 'New run';
    case 'compare':
      return 'Compare';
    case 'models':
      return 'Models';
    case 'runs':
      return 'Runs';
    case 'unknown':
      return 'Not found';
  }
}
