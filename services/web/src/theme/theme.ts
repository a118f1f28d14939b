/** Light, dark or as the system has it. public/theme.js sets what is remembered before anything is painted. */
import { signal } from '@preact/signals';

const name = 'camfleet-theme';
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const shown = document.documentElement.dataset.theme;
export const theme = signal<Theme>(shown === 'light' || shown === 'dark' ? shown : 'system');

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem(name, chosen);
  } catch {
    // A browser that keeps nothing forgets it with the tab.
  }
}
