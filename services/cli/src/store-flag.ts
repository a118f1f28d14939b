/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The flag that names a store, in a command that a person may paste. */
export const storeFlag = (store: string): string => `--store ${shellWord(store)}`;
