// What the browser's own trace says of frames and tasks.
// @ts-check

/** @typedef {{ name: string, ph: string, ts: number, dur?: number, pid: number, tid: number, args?: any }} TraceEvent */

/**
 * The trace of what happens during `work`.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} work
 * @returns {Promise<TraceEvent[]>}
 */
export async function traced(browser, page, work) {
  await browser.startTracing(page, {
    categories: [
      'devtools.timeline',
      'devtools.timeline.frame',
      'disabled-by-default-devtools.timeline',
      'disabled-by-default-devtools.timeline.frame',
      'toplevel',
      '__metadata',
    ],
  });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return traceEvents;
}

/**
 * Frames that reached the screen, the time between them, and long tasks of the page's main thread.
 *
 * @param {TraceEvent[]} events
 */
export function framesOf(events) {
  const renderers = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const drawn = events
    .filter(({ name }) => name === 'DrawFrame')
    .map(({ ts }) => ts / 1_000)
    .sort((a, b) => a - b);
  const gaps = drawn
    .slice(1)
    .map((at, i) => at - (drawn[i] ?? at))
    .sort((a, b) => a - b);
  const share = (/** @type {number} */ part) =>
    round(gaps[Math.min(gaps.length - 1, Math.floor(part * gaps.length))]);
  const tasks = events.filter(
    ({ name, pid, tid, dur = 0 }) => name === 'RunTask' && renderers.has(`${pid} ${tid}`) && dur > 50_000,
  );
  return {
    frames: drawn.length,
    dropped: events.filter(({ name }) => name === 'DroppedFrame').length,
    medianMs: share(0.5),
    p95Ms: share(0.95),
    longestMs: round(gaps.at(-1)),
    longTasks: tasks.length,
    longestTaskMs: round(Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1_000))),
  };
}

const round = (/** @type {number | undefined} */ value) => Math.round(10 * (value ?? Number.NaN)) / 10;
