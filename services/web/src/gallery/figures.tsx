/** Figures as they stand under pictures: never by colour alone. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  return `${(100 * share).toFixed(share === 0 || share >= 0.9995 ? 0 : 1)} %`;
}

/** An IoU with its bar, and whether a box is in place. */
export function Iou({ iou, isRight }: { readonly iou: number | null; readonly isRight: boolean | null }) {
  if (iou === null) return <span class="iou none">no true box</span>;
  return (
    <span class={`iou ${isRight === true ? 'right' : 'wrong'}`} data-iou={iou}>
      <svg viewBox="0 0 40 8" aria-hidden="true">
        <rect class="track" width="40" height="8" rx="4" />
        <rect class="filled" width={Math.max(40 * iou, 0)} height="8" rx="4" />
        <path class="half" d="M20 0V8" />
      </svg>
      <span>
        <span class="unseen">IoU </span>
        {iou.toFixed(2)}
      </span>
      <span aria-hidden="true">{isRight === true ? '✓' : '✗'}</span>
      <span class="unseen">{isRight === true ? 'in place' : 'not in place'}</span>
    </span>
  );
}
