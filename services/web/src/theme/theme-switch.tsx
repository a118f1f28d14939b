/** Chooses the theme. */
import { chooseTheme, type Theme, theme, themes } from './theme.js';

const words: Record<Theme, string> = { system: 'System theme', light: 'Light', dark: 'Dark' };

export function ThemeSwitch() {
  return (
    <label class="theme-switch">
      <span class="unseen">Theme</span>
      <select
        class="input"
        value={theme.value}
        onChange={({ currentTarget }) => chooseTheme(currentTarget.value as Theme)}
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
