/** A run's pictures with their maps and boxes. */
import { EmptyState } from '../ui/empty-state.js';

export function GalleryPage({ run }: { readonly run: string; readonly query: URLSearchParams }) {
  return (
    <EmptyState title={`Pictures of ${run}`}>
      <p>The gallery is not there yet.</p>
    </EmptyState>
  );
}
