/** Chooses a box policy among the built-in ones. */
import { useResource } from '../api/use-resource.js';
import { Field } from '../ui/field.js';

interface PolicyFieldProps {
  readonly value: string;
  readonly mistake: string | null;
  readonly onChange: (policy: string) => void;
}

/** What each is for; how it is drawn is said in the API's description. */
const hints: Readonly<Record<string, string>> = {
  'paper-20': 'as in the paper: above 20 % of the maximum, the largest component',
  'heuristic-221': 'the paper’s tight and loose boxes: five guesses a picture',
  'wsol-v1': 'as the WSOL benchmark draws its largest component',
  'wsol-v2': 'as the WSOL benchmark draws any component',
};

export function PolicyField({ value, mistake, onChange }: PolicyFieldProps) {
  const { data } = useResource<{ readonly policies: readonly { readonly id: string }[] }>('/v1/policies');
  return (
    <Field name="Box policy" mistake={mistake} hint={hints[value] ?? ''}>
      {(attributes) => (
        <select
          {...attributes}
          class="input"
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {(data?.policies ?? [{ id: value }]).map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
