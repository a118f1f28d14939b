/** How maps and boxes are drawn: all of it here in the browser, at once. */
import type { BoxPolicy } from '@camfleet/cam';
import { useId } from 'preact/hooks';
import type { Looks } from './gallery-query.js';
import { thresholdOfPolicy } from './policy-at.js';
import { Slider } from './slider.js';

interface DrawControlsProps {
  readonly looks: Looks;
  /** That of the run itself first. */
  readonly policies: readonly [BoxPolicy, ...BoxPolicy[]];
  /** The chosen one, before its threshold is moved. */
  readonly policy: BoxPolicy;
  change(looks: Partial<Looks>): void;
}

export function DrawControls({ looks, policies, policy, change }: DrawControlsProps) {
  const [own] = policies;
  const id = useId();
  const threshold = thresholdOfPolicy(policy);
  const isMoved = looks.threshold !== null && looks.threshold !== threshold;
  return (
    <div class="controls">
      <div class="field">
        <label for={`${id}-policy`}>Box policy</label>
        <select
          id={`${id}-policy`}
          class="input"
          value={policy.id}
          onChange={({ currentTarget: { value } }) =>
            change({ policy: value === own.id ? '' : value, threshold: null })
          }
        >
          {policies.map((one) => (
            <option key={one.id} value={one.id}>
              {one.id}
              {one.id === own.id ? ' (this run)' : ''}
            </option>
          ))}
        </select>
      </div>
      {threshold === null ? (
        <p class="hint">{policy.id} draws at several levels of its own: there is no one threshold to move.</p>
      ) : (
        <Slider
          label="Threshold"
          value={looks.threshold ?? threshold}
          min={0.01}
          max={0.99}
          told={(value) => `${Math.round(100 * value)} % of the maximum`}
          onInput={(value) => change({ threshold: value })}
          {...(isMoved && { onReset: () => change({ threshold: null }) })}
        />
      )}
      <Slider
        label="Heat map"
        value={looks.heat}
        min={0}
        max={1}
        told={(value) => (value === 0 ? 'off' : `${Math.round(100 * value)} %`)}
        onInput={(heat) => change({ heat })}
      />
    </div>
  );
}
