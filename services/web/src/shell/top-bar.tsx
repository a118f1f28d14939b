/** What is on top of every view: where one can go, and how the page looks. */
import { apiKey, forgetKey } from '../api/api-key.js';
import { hrefOf, type Route } from '../router/route.js';
import { ThemeSwitch } from '../theme/theme-switch.js';

const views = [
  { view: 'runs', name: 'Runs', holds: ['runs', 'run', 'gallery'] },
  { view: 'compare', name: 'Compare', holds: ['compare'] },
  { view: 'models', name: 'Models', holds: ['models'] },
] as const satisfies readonly { view: Route['view']; name: string; holds: readonly Route['view'][] }[];

export function TopBar({ view: shown }: { readonly view: Route['view'] }) {
  return (
    <header class="top">
      <a class="mark" href={hrefOf({ view: 'runs' })}>
        <img src="./icon.svg" alt="" />
        Camfleet
      </a>
      <nav aria-label="Views">
        <ul>
          {views.map(({ view, name, holds }) => (
            <li key={view}>
              <a
                href={hrefOf({ view })}
                aria-current={holds.some((one) => one === shown) ? 'page' : undefined}
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="end">
        <a href="./docs">API</a>
        {apiKey.value !== null && (
          <button type="button" class="button plain" onClick={forgetKey}>
            Forget the key
          </button>
        )}
        <ThemeSwitch />
        <a class="button main" href={hrefOf({ view: 'submit' })}>
          New run
        </a>
      </div>
    </header>
  );
}
