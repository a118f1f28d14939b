/** Where the browser finds a picture: an <img> sends no key, so that with one the bytes are fetched and lent to it. */
import { useEffect, useState } from 'preact/hooks';
import { apiKey } from '../api/api-key.js';
import { addressOf, request } from '../api/request.js';

/** Null while it is on its way, and where `path` is; 'missing' where the server has none. */
export function usePicture(path: string | null): string | null | 'missing' {
  const key = apiKey.value;
  const isDirect = key === null && path !== null;
  const [lent, setLent] = useState<{ path: string; src: string | 'missing' } | null>(null);
  useEffect(() => {
    if (path === null || isDirect) return;
    const left = new AbortController();
    let src: string | null = null;
    request(path, { signal: left.signal })
      .then((response) => response.blob())
      .then((blob) => {
        if (left.signal.aborted) return;
        src = URL.createObjectURL(blob);
        setLent({ path, src });
      })
      .catch(() => {
        if (!left.signal.aborted) setLent({ path, src: 'missing' });
      });
    return () => {
      left.abort();
      if (src !== null) URL.revokeObjectURL(src);
    };
  }, [path, isDirect]);
  if (isDirect) return addressOf(path);
  return lent !== null && lent.path === path ? lent.src : null;
}
