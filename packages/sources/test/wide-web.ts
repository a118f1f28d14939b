/** A web server that answers on every loopback address, and a watch over every connection that this process tries to make. */
import diagnosticsChannel from 'node:diagnostics_channel';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { onTestFinished } from 'vitest';

export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

export interface WideWeb {
  readonly port: number;
  /** The address and path of every request, in order. */
  readonly asked: string[];
}

/** Listens on 127.0.0.0/8, and ::1 where there is one, until the test is finished. */
export async function wideWeb(answer: RequestListener): Promise<WideWeb> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.socket.localAddress?.replace('::ffff:', '')} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, hasIpv6 ? '::' : '0.0.0.0', done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

/** The addresses that connections are tried to, until the test is finished: before anything answers. */
export function watchConnections(): string[] {
  const tried: string[] = [];
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.on('connectionAttempt', (address: string) => tried.push(address));
  };
  diagnosticsChannel.subscribe('net.client.socket', onSocket);
  onTestFinished(() => void diagnosticsChannel.unsubscribe('net.client.socket', onSocket));
  return tried;
}
