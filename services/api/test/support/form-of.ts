/** Pictures as a browser's form sends them. */

export async function formOf(pictures: Readonly<Record<string, Uint8Array>>) {
  const form = new FormData();
  for (const [name, bytes] of Object.entries(pictures)) {
    form.append('picture', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  }
  const encoded = new Response(form);
  return {
    body: new Uint8Array(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type')! },
  };
}
