/** The key that is sent with every request, where the server wants one. */
import { signal } from '@preact/signals';

const name = 'camfleet-key';

/** Null: none was entered. */
export const apiKey = signal(readKept());
/** Why a key is asked for; null while none is needed. */
export const keyWanted = signal<string | null>(null);

/** `remember`: in this browser until it is forgotten, else until this tab is closed. */
export function enterKey(key: string, remember: boolean): void {
  keep(remember ? localStorage : sessionStorage, key);
  apiKey.value = key;
  keyWanted.value = null;
}

export function forgetKey(): void {
  for (const storage of [localStorage, sessionStorage]) storage.removeItem(name);
  apiKey.value = null;
  keyWanted.value = 'The key was forgotten.';
}

function readKept(): string | null {
  try {
    return sessionStorage.getItem(name) ?? localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(storage: Storage, key: string): void {
  try {
    storage.setItem(name, key);
  } catch {
    // A browser that keeps nothing asks again when the page is loaded anew.
  }
}
