/** Waits for something that nobody tells of: looked at again and again, with an end. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first answer that is neither null, undefined nor false; throws when there is none in `seconds`. */
export async function waitUntil<Answer>(
  what: string,
  look: () => Promise<Answer> | Answer,
  { seconds = 120, everyMs = 50 }: { seconds?: number; everyMs?: number } = {},
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await look();
    if (answer !== null && answer !== undefined && answer !== false) {
      return answer as NonNullable<Exclude<Answer, false>>;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(everyMs);
  }
}
