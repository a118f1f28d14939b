/** A labelled field, with what it is for and what is wrong with it, as a listener hears them too. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldAttributes {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
}

interface FieldProps {
  readonly name: string;
  readonly hint?: ComponentChildren;
  readonly mistake?: string | null;
  readonly children: (attributes: FieldAttributes) => ComponentChildren;
}

export function Field({ name, hint = '', mistake = null, children }: FieldProps) {
  const id = useId();
  const words = `${id}-words`;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children({ id, 'aria-invalid': mistake !== null, 'aria-describedby': words })}
      <p id={words} class={mistake === null ? 'hint' : 'mistake'}>
        {mistake ?? hint}
      </p>
    </div>
  );
}
