/** How true and found boxes look, and what the colours of heat mean. */
import { BoxLayer } from './box-layer.js';

const sample = [5, 5, 39, 23] as const;
const samples = [
  { name: 'true box', kind: 'truth', isRight: null },
  { name: 'true box of another class', kind: 'other', isRight: null },
  { name: 'found, IoU ≥ 0.5', kind: 'found', isRight: true },
  { name: 'found, below', kind: 'found', isRight: false },
] as const;

export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {samples.map(({ name, kind, isRight }) => (
        <li key={name}>
          <span class="sample">
            <BoxLayer
              truth={kind === 'truth' ? [sample] : []}
              otherTruth={kind === 'other' ? [sample] : []}
              found={kind === 'found' ? [sample] : []}
              isRight={isRight}
              width={44}
              height={28}
              scale={0.4}
            />
          </span>
          {name}
        </li>
      ))}
      <li>
        <span class="sample scale" />
        weak to strong
      </li>
    </ul>
  );
}
