/** A share as a bar, with others as marks on it. The figures stand beside it as text. */

export function ShareBar({
  share,
  marks = [],
}: {
  readonly share: number | null;
  readonly marks?: readonly (number | null)[];
}) {
  const at = (value: number) => `${100 * value}%`;
  return (
    <div class="share-bar" aria-hidden="true">
      <span class="share-bar-fill" style={{ width: at(share ?? 0) }} />
      {marks.map(
        (mark, i) =>
          mark !== null && (
            <span
              key={i}
              class={`share-bar-mark ${i === 0 ? 'first' : 'second'}`}
              style={{ left: at(mark) }}
            />
          ),
      )}
    </div>
  );
}
