/** A run's results as files for other programs. */
import { useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { request } from '../api/request.js';
import { ProblemNote } from '../ui/problem-note.js';

const formats = [
  { name: 'coco', what: 'COCO results', file: 'json' },
  { name: 'csv', what: 'CSV, a row a box', file: 'csv' },
  { name: 'label-studio', what: 'Label Studio predictions', file: 'json' },
  { name: 'cvat', what: 'CVAT for images', file: 'xml' },
  { name: 'fiftyone', what: 'FiftyOne dataset', file: 'json' },
  { name: 'ilsvrc', what: 'ILSVRC localisation', file: 'txt' },
  { name: 'voc', what: 'Pascal VOC, as a tar', file: 'tar' },
  { name: 'yolo', what: 'YOLO, as a tar', file: 'tar' },
  { name: 'wsol', what: 'Score maps for wsolevaluation, as a tar', file: 'tar' },
] as const;

export function ExportMenu({ run }: { readonly run: string }) {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);

  async function save(format: string, extension: string) {
    setBusy(format);
    setProblem(null);
    try {
      // Asked for by the page, since a link sends no key; the browser keeps what is large on disk.
      const answer = await request(`/v1/runs/${encodeURIComponent(run)}/export?format=${format}`);
      const named = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
      offer(await answer.blob(), named ?? `${run}.${extension}`);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(null);
  }

  return (
    <section class="sheet" aria-labelledby="export">
      <header>
        <h2 id="export">Take it elsewhere</h2>
      </header>
      <div class="inside stack">
        <ProblemNote problem={problem} />
        <ul class="exports">
          {formats.map(({ name, what, file }) => (
            <li key={name}>
              <button type="button" class="button" disabled={busy !== null} onClick={() => save(name, file)}>
                {busy === name ? 'Writing …' : what}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function offer(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next turn, and holds the bytes itself.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
