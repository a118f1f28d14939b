/** A share between two ends, by a slider that says in words where it stands. */
import { useId } from 'preact/hooks';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  told(value: number): string;
  onInput(value: number): void;
  /** Where there is something to go back to. */
  onReset?: () => void;
}

const step = 0.01;

export function Slider({ label, value, min, max, told, onInput, onReset }: SliderProps) {
  const id = useId();
  return (
    <div class="field slider">
      <div class="row">
        <label for={id}>{label}</label>
        <output for={id} class="number">
          {told(value)}
        </output>
        {onReset !== undefined && (
          <button type="button" class="reset" onClick={onReset}>
            Reset<span class="unseen"> {label}</span>
          </button>
        )}
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={told(value)}
        onInput={({ currentTarget }) => onInput(Number(currentTarget.value))}
      />
    </div>
  );
}
