/** Sends one command to a Redis on loopback, as a line of text. */
import { connect } from 'node:net';

/** Resolves with the answer's first line. */
export function sendRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('data', (answer) => {
      resolve(answer.toString().split('\r\n', 1)[0]!);
      socket.end();
    });
    socket.once('error', reject);
  });
}
