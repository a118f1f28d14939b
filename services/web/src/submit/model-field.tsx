/** Chooses a prepared model. */

import { calledAs, type ModelView } from '../models/model-view.js';
import { hrefOf } from '../router/route.js';
import { Field } from '../ui/field.js';
import { inWhole } from '../ui/numbers.js';

interface ModelFieldProps {
  /** Null until they are known. */
  readonly models: readonly ModelView[] | null;
  readonly value: string;
  readonly mistake: string | null;
  readonly onChange: (model: string) => void;
}

export function ModelField({ models, value, mistake, onChange }: ModelFieldProps) {
  const chosen = models?.find((one) => calledAs(one) === value);
  const isEmpty = models?.length === 0;
  return (
    <Field name="Model" mistake={mistake} hint={isEmpty ? <NoModel /> : chosen && describe(chosen)}>
      {(attributes) => (
        <select
          {...attributes}
          class="input"
          disabled={isEmpty}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {models?.map((one) => (
            <option key={calledAs(one)} value={calledAs(one)}>
              {one.current ? `${one.name} (${one.version})` : calledAs(one)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function NoModel() {
  return (
    <>
      None is prepared yet: <a href={hrefOf({ view: 'models' })}>prepare one first</a>.
    </>
  );
}

function describe({ classes, input, map }: ModelView): string {
  return `${inWhole(classes)} classes, ${input.width}×${input.height} pixels in, maps of ${map.width}×${map.height}`;
}
