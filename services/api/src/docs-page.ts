/** The readable page about the API, made from its OpenAPI description: one file that loads nothing. */
import { createHash } from 'node:crypto';
import { problemTypes } from '@camfleet/protocol';
import { barePolicy } from './security-headers.js';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses?: Readonly<Record<string, { readonly description?: string }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}
export interface Description {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string | undefined;
  };
  readonly paths?: Readonly<Record<string, object | undefined>> | undefined;
}

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font: 600 1.1rem ui-monospace, monospace; margin-top: 2rem; border-top: 1px solid; padding-top: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow: auto; padding: .75rem; border: 1px solid; }
td, th { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
`;

/** For the header that allows this page's own style and nothing else. */
export const docsPolicy = `${barePolicy}; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;

export function docsPage({ info, paths = {} }: Description): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => section(method, path, operation as Operation)),
  );
  const title = text(`${info.title} ${info.version}`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${style}</style></head>
<body>
<h1>${title}</h1>
<p>${text(info.description ?? '')}</p>
<p>The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
${operations.join('\n')}
<h1>Problems</h1>
<table><tr><th>code<th>status<th>meaning</tr>
${Object.entries(problemTypes).map(problemLine).join('\n')}
</table>
</body>
</html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const { summary = '', description = '', parameters = [], requestBody, responses = {} } = operation;
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) =>
      `<p>Body, <code>${text(type)}</code>:</p><pre>${text(JSON.stringify(schema, null, 1))}</pre>`,
  );
  return `<h2>${method.toUpperCase()} ${text(path)}</h2>
<p>${text(summary)}. ${text(description)}</p>
${table(parameters.map(({ name, in: place, description: what = '' }) => [name, place, what]))}
${bodies.join('\n')}
${table(Object.entries(responses).map(([status, { description: what = '' }]) => [status, what]))}`;
}

function table(rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) =>
    `<tr>${cells.map((cell, i) => (i === 0 ? `<td><code>${text(cell)}</code>` : `<td>${text(cell)}`)).join('')}</tr>`;
  return `<table>${rows.map(line).join('\n')}</table>`;
}

function problemLine([code, { status, title }]: [string, { status: number; title: string }]): string {
  return `<tr id="${code}"><td><code>${code}</code><td>${status}<td>${text(title)}</tr>`;
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
