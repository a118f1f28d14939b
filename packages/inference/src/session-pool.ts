/** Several sessions of one model as one: a batch goes to the one with the least to do. */
import type { Session } from './session.js';

export function poolSessions(sessions: readonly Session[]): Session {
  const waiting = sessions.map(() => 0);

  return {
    died: Promise.race(sessions.map(({ died }) => died)),
    run: async (batch) => {
      if (sessions.length === 0) throw new Error('this worker has no network');
      const lane = waiting.indexOf(Math.min(...waiting));
      waiting[lane]! += 1;
      try {
        return await sessions[lane]!.run(batch);
      } finally {
        waiting[lane]! -= 1;
      }
    },
    close: async () => {
      await Promise.all(sessions.map((session) => session.close()));
    },
  };
}
