/** Where the page is, as a signal, and how it goes elsewhere. */
import { signal } from '@preact/signals';
import { placeOf } from './route.js';

const here = () => placeOf(location.hash);

export const place = signal(here());
addEventListener('hashchange', () => {
  place.value = here();
});

/** `href` as `hrefOf` writes it. */
export function goTo(href: string): void {
  location.hash = href;
}

/** The same view with other words in its query, such as a filter that changed: nothing that one goes back to. */
export function replacePlace(href: string): void {
  history.replaceState(history.state, '', href);
  place.value = here();
}
