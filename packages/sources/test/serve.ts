/** A web server on loopback whose every answer a test writes itself. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestServer {
  /** http://127.0.0.1:<port>/ */
  readonly base: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
  close(): void;
}

export async function serve(answer: RequestListener): Promise<TestServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, close };
}
