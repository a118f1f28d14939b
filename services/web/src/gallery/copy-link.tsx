/** A link to what is looked at, into the clipboard; where the browser gives none, to be copied by hand. */
import { useState } from 'preact/hooks';

interface CopyLinkProps {
  /** Called first, so that the address says what is looked at now. */
  settle(): void;
}

export function CopyLink({ settle }: CopyLinkProps) {
  const [state, setState] = useState<'' | 'copied' | 'by hand'>('');
  const copy = async () => {
    settle();
    try {
      await navigator.clipboard.writeText(location.href);
      setState('copied');
    } catch {
      setState('by hand');
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={copy} onBlur={() => setState('')}>
        Copy link
      </button>
      <span role="status" class="soft">
        {state === 'copied' && 'Copied.'}
        {state === 'by hand' && 'Copy it from the address bar.'}
      </span>
    </>
  );
}
