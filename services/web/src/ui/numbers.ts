/** Numbers and times as people read them; always in English, as the page is. */

const whole = new Intl.NumberFormat('en');
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23' });

/** 12,345 */
export function inWhole(count: number): string {
  return whole.format(count);
}

/** A share 0..1 as "93.4 %", which never breaks in the middle; the dash where there is none. */
export function inPercent(share: number | null, digits = 1): string {
  return share === null ? '–' : `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** Images in a second: one digit after the point below ten. */
export function inRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : inWhole(Math.round(rate));
}

/** "42 s", "3 min 5 s", "2 h 10 min", "4 d 3 h". */
export function inDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min${s % 60 === 0 ? '' : ` ${s % 60} s`}`;
  const minutes = Math.round(s / 60);
  if (minutes < 1_440)
    return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  const hours = Math.round(s / 3_600);
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`;
}

/** "480 kB", "1.2 GB". */
export function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** The time of a day that is today, else its day; `full` with both and the seconds. */
export function inShortTime(iso: string, now = new Date()): string {
  const at = new Date(iso);
  return day.format(at) === day.format(now)
    ? `today, ${time.format(at)}`
    : `${day.format(at)}, ${time.format(at)}`;
}

/** "21:13:05", of seconds since the epoch. */
export function inClock(seconds: number): string {
  return clock.format(1_000 * seconds);
}

export function inFullTime(iso: string): string {
  return moment.format(new Date(iso));
}
