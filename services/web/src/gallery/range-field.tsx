/** From one share to another; an end that is left empty is open. */
import { useId } from 'preact/hooks';

type Range = readonly [least: string, most: string];

interface RangeFieldProps {
  readonly label: string;
  readonly range: Range;
  onChange(range: Range): void;
}

export function RangeField({ label, range: [least, most], onChange }: RangeFieldProps) {
  const id = useId();
  const end = (words: string, value: string, place: string, changed: (value: string) => Range) => (
    <input
      class="input number"
      type="number"
      min={0}
      max={1}
      step="any"
      placeholder={place}
      value={value}
      aria-label={`${label} ${words}`}
      onChange={({ currentTarget }) => {
        if (currentTarget.value === '' || currentTarget.checkValidity())
          onChange(changed(currentTarget.value));
        else currentTarget.reportValidity();
      }}
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a row.
    <div class="field" role="group" aria-labelledby={id}>
      <span class="label" id={id}>
        {label}
      </span>
      <div class="range">
        {end('at least', least, '0', (value) => [value, most])}
        <span class="soft" aria-hidden="true">
          –
        </span>
        {end('at most', most, '1', (value) => [least, value])}
      </div>
    </div>
  );
}
