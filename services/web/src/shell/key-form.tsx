/** Asks for an API key, where the server wants one. */
import { useState } from 'preact/hooks';
import { enterKey } from '../api/api-key.js';

/** `why`: what the server said of the last key; empty where there was none. */
export function KeyForm({ why }: { readonly why: string }) {
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(false);
  return (
    <form
      class="sheet key-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== '') enterKey(key.trim(), remember);
      }}
    >
      <div class="inside stack">
        <h1>An API key, please</h1>
        <p class="soft">
          This server answers to holders of keys alone. Whoever runs it makes one with{' '}
          <code>camfleet keys add</code>.
        </p>
        <div class="field">
          <label for="key">Key</label>
          <input
            id="key"
            class="input"
            type="password"
            autocomplete="off"
            spellcheck={false}
            placeholder="cf_…"
            required
            value={key}
            aria-invalid={why !== ''}
            aria-describedby="key-why"
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
          <p id="key-why" class="mistake" role="alert">
            {why}
          </p>
        </div>
        <label class="row">
          <input
            type="checkbox"
            checked={remember}
            onChange={({ currentTarget }) => setRemember(currentTarget.checked)}
          />
          Remember it in this browser
        </label>
        <div>
          <button type="submit" class="button main large">
            Go on
          </button>
        </div>
      </div>
    </form>
  );
}
