/** What most runs leave as it is. */
import { Field } from '../ui/field.js';

export interface Options {
  readonly priority: number;
  /** In percent. */
  readonly maxFailed: number;
  readonly boxFormat: 'xyxy' | 'xywh' | 'voc';
  readonly exif: 'apply' | 'ignore';
  readonly colour: 'managed' | 'stored';
}

export const usualOptions: Options = {
  priority: 1,
  maxFailed: 50,
  boxFormat: 'xyxy',
  exif: 'apply',
  colour: 'managed',
};

interface MoreOptionsProps {
  readonly options: Options;
  readonly mistakeOf: (field: string) => string | null;
  readonly onChange: (options: Options) => void;
}

export function MoreOptions({ options, mistakeOf, onChange }: MoreOptionsProps) {
  const choose = <Name extends keyof Options>(name: Name, value: Options[Name]) =>
    onChange({ ...options, [name]: value });
  return (
    <details class="more-options">
      <summary>More</summary>
      <div class="option-grid">
        <Field name="Priority" hint="its weight among your other runs" mistake={mistakeOf('priority')}>
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              type="number"
              min="1"
              max="100"
              value={options.priority}
              onInput={({ currentTarget }) => choose('priority', currentTarget.valueAsNumber)}
            />
          )}
        </Field>
        <Field name="Pause above" hint="percent of its pictures that failed" mistake={mistakeOf('maxFailed')}>
          {(attributes) => (
            <input
              {...attributes}
              class="input"
              type="number"
              min="0"
              max="100"
              value={options.maxFailed}
              onInput={({ currentTarget }) => choose('maxFailed', currentTarget.valueAsNumber)}
            />
          )}
        </Field>
        <Choice
          name="Boxes of the manifest"
          mistake={mistakeOf('boxFormat')}
          value={options.boxFormat}
          choices={{ xyxy: 'x0, y0, x1, y1', xywh: 'x, y, width, height', voc: 'VOC, 1-based and inclusive' }}
          onChange={(value) => choose('boxFormat', value)}
        />
        <Choice
          name="EXIF orientation"
          mistake={mistakeOf('exif')}
          value={options.exif}
          choices={{ apply: 'turn pictures upright', ignore: 'as the pixels are stored' }}
          onChange={(value) => choose('exif', value)}
        />
        <Choice
          name="Colour profiles"
          mistake={mistakeOf('colour')}
          value={options.colour}
          choices={{ managed: 'apply', stored: 'values as stored' }}
          onChange={(value) => choose('colour', value)}
        />
      </div>
    </details>
  );
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly mistake: string | null;
  readonly value: Value;
  readonly choices: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ name, mistake, value, choices, onChange }: ChoiceProps<Value>) {
  return (
    <Field name={name} mistake={mistake}>
      {(attributes) => (
        <select
          {...attributes}
          class="input"
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
        >
          {Object.entries<string>(choices).map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
