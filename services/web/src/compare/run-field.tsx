/** Which of the complete runs is meant. */
import type { RunView } from '@camfleet/protocol';
import { useId } from 'preact/hooks';

interface RunFieldProps {
  readonly name: string;
  readonly runs: readonly RunView[];
  readonly chosen: string;
  onChoose(run: string): void;
}

export function RunField({ name, runs, chosen, onChoose }: RunFieldProps) {
  const id = useId();
  const view = runs.find(({ run }) => run === chosen);
  return (
    <div class="field">
      <label for={id}>Run {name}</label>
      <select
        id={id}
        class="input"
        value={chosen}
        onChange={({ currentTarget: { value } }) => onChoose(value)}
      >
        <option value="">choose a run</option>
        {chosen !== '' && view === undefined && <option value={chosen}>{chosen}</option>}
        {runs.map(({ run, model, policy }) => (
          <option key={run} value={run}>
            {run} · {model.split('@')[0]} · {policy.split('@')[0]}
          </option>
        ))}
      </select>
      {view !== undefined && (
        <p class="hint">
          {view.model}
          <br />
          {view.policy}
        </p>
      )}
    </div>
  );
}
