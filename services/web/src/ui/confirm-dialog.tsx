/** Asks before something is done that cannot be taken back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './confirm-dialog.css';

interface ConfirmProps {
  readonly title: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  /** Escape says no as well. */
  readonly onNo: () => void;
  readonly children: ComponentChildren;
}

export function ConfirmDialog({ title, yes, no, onYes, onNo, children }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="confirm-title" onClose={onNo}>
      <h2 id="confirm-title">{title}</h2>
      <p>{children}</p>
      <div class="row">
        {/* Closed by the browser, which gives the focus back to where it was. */}
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {no}
        </button>
        <button type="button" class="button danger" onClick={onYes}>
          {yes}
        </button>
      </div>
    </dialog>
  );
}
