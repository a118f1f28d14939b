/** A plot of lines, as wide as there is room, in the colours of the theme. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../theme/theme.js';
import './plot.css';

interface PlotProps {
  /** Made anew when `data` has other lines or the theme changes; `ink` gives a token's colour as it is now. */
  readonly options: (ink: (token: string) => string) => Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
  readonly height: number;
  /** What a listener hears in the plot's place. */
  readonly label: string;
}

export function Plot({ options, data, height, label }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const lines = data.length;
  const shown = theme.value;
  useEffect(() => {
    const host = place.current!;
    const draw = () => {
      plot.current?.destroy();
      const style = getComputedStyle(host);
      const ink = (token: string) => style.getPropertyValue(token);
      plot.current = new uPlot({ ...options(ink), width: host.clientWidth, height }, data, host);
    };
    draw();
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: host.clientWidth, height }));
    watch.observe(host);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      watch.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [lines, shown, height]);
  useEffect(() => plot.current?.setData(data), [data]);
  return <div ref={place} class="plot" role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}
