/** How large a pane is and how far it is scrolled, once a frame, and whether it flies past. */
import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';

export interface Scrolled {
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  /** So fast that nobody can look: then nothing is asked for. */
  readonly isFlying: boolean;
}

/** Screens a frame from which a pane flies, and how long it must stand still to have landed. */
const flyingScreens = 0.75;
const landedMs = 90;

export function useScroller(pane: RefObject<HTMLElement | null>): [Scrolled, (scrollTop: number) => void] {
  const [scrolled, setScrolled] = useState<Scrolled>({ width: 0, height: 0, scrollTop: 0, isFlying: false });
  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height, scrollTop } = element;
      setScrolled((before) => ({ ...before, width, height, scrollTop }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [pane]);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    let landing: ReturnType<typeof setTimeout>;
    let frame = 0;
    const read = () => {
      frame = 0;
      const { scrollTop } = element;
      setScrolled((before) => {
        const isFlying = Math.abs(scrollTop - before.scrollTop) > flyingScreens * before.height;
        return { ...before, scrollTop, isFlying };
      });
      clearTimeout(landing);
      landing = setTimeout(() => setScrolled((before) => ({ ...before, isFlying: false })), landedMs);
    };
    const onScroll = () => {
      if (frame === 0) frame = requestAnimationFrame(read);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
      cancelAnimationFrame(frame);
      clearTimeout(landing);
    };
  }, [pane]);
  const scrollTo = useCallback(
    (scrollTop: number) => {
      if (pane.current === null) return;
      pane.current.scrollTop = scrollTop;
      setScrolled((before) => ({ ...before, scrollTop: pane.current!.scrollTop }));
    },
    [pane],
  );
  return [scrolled, scrollTo];
}
