/** How much of what was chosen has been sent. */
import { inBytes } from '../ui/numbers.js';

interface UploadMeterProps {
  readonly uploaded: number;
  readonly bytes: number;
  readonly onStop: () => void;
}

export function UploadMeter({ uploaded, bytes, onStop }: UploadMeterProps) {
  const share = bytes === 0 ? 1 : uploaded / bytes;
  return (
    <div class="note uploading">
      <div class="uploading-words">
        <p>
          Sending: {inBytes(uploaded)} of {inBytes(bytes)}
        </p>
        <div
          class="meter"
          role="progressbar"
          aria-label="Sent"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * share)}
        >
          <span class="ok" style={{ width: `${100 * share}%` }} />
        </div>
      </div>
      <button type="button" class="button" onClick={onStop}>
        Stop
      </button>
    </div>
  );
}
