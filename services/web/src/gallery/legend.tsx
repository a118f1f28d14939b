/** How true and found boxes look, and what the colours of heat mean. */
import { BoxLayer } from './box-layer.js';

const samples = [
  { name: 'true box', truth: true, isRight: null },
  { name: 'found, IoU ≥ 0.5', truth: false, isRight: true },
  { name: 'found, below', truth: false, isRight: false },
] as const;

export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {samples.map(({ name, truth, isRight }) => (
        <li key={name}>
          <span class="sample">
            <BoxLayer
              truth={truth ? [[5, 5, 39, 23]] : []}
              found={truth ? [] : [[5, 5, 39, 23]]}
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
