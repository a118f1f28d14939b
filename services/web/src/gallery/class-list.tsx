/** An outcome's classes, of which one's map is shown. */

import type { OutcomeView } from '@camfleet/protocol';
import { percent } from './figures.js';

interface ClassListProps {
  readonly outcome: OutcomeView;
  /** The shown one, by its place among them. */
  readonly place: number;
  onChoose(place: number): void;
}

export function ClassList({ outcome: { classes, truth }, place, onChoose }: ClassListProps) {
  return (
    <section aria-label="Classes">
      <h3>Map of</h3>
      <ol class="classes">
        {classes.map((one, i) => {
          const isTrue = truth?.labels.includes(one.class) ?? false;
          return (
            <li key={one.class}>
              <button type="button" aria-pressed={i === place} onClick={() => onChoose(i)}>
                <kbd>{i < 9 ? i + 1 : null}</kbd>
                <span class="name">{one.name}</span>
                {isTrue && <span class="tag">true</span>}
                <span class="number">{percent(one.score)}</span>
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${100 * one.score}%` }} />
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
