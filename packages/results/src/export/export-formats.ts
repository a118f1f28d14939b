/** The formats that a run can be exported in, by the name on the command line. */
import type { OpenExporter } from './exporter.js';
import { openWsolExporter } from './wsol-exporter.js';

export const exportFormats = { wsol: openWsolExporter } as const satisfies Record<string, OpenExporter>;

export type ExportFormat = keyof typeof exportFormats;
