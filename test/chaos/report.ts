/** What an item of the chaos tests found: figures, each beside its limit. */

interface Limit {
  readonly most?: number;
  readonly least?: number;
}

/** One object of plain figures; `ok` is false where one of them is beyond its limit. */
export type Findings = { readonly ok: boolean } & Readonly<Record<string, number | boolean | string>>;

export interface Report {
  /** Notes a figure, its unit last in the name, and shows it beside its limit. */
  figure(name: string, value: number, limit?: Limit): void;
  /** Notes what must hold and is no number. */
  holds(name: string, value: boolean): void;
  /** Says what goes on, to whoever waits. */
  say(text: string): void;
  findings(): Findings;
}

export function createReport(say: (text: string) => void): Report {
  const figures: Record<string, number | boolean> = {};
  let ok = true;
  const show = (name: string, value: number | boolean, fits: boolean, limit: string) => {
    figures[name] = value;
    ok &&= fits;
    say(`  ${fits ? ' ' : '!'} ${name.padEnd(34)} ${String(value).padStart(10)}${limit}`);
  };
  return {
    figure: (name, value, { most, least } = {}) => {
      const rounded = Number(value.toPrecision(4));
      const fits = (most === undefined || value <= most) && (least === undefined || value >= least);
      const limits = [
        ...(least === undefined ? [] : [`at least ${least}`]),
        ...(most === undefined ? [] : [`at most ${most}`]),
      ];
      // What is no number fits no limit.
      const isNumber = Number.isFinite(value);
      show(name, rounded, fits && isNumber, limits.length === 0 ? '' : `   (${limits.join(', ')})`);
    },
    holds: (name, value) => show(name, value, value, '   (true)'),
    say,
    findings: () => ({ ok, ...figures }),
  };
}
