/** A network's files, from the body of a request into a folder: one .onnx file, or a tar of it and the files beside it. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unpackTar } from '@camfleet/results/unpack-tar';
import { limited } from '../limited.js';
import { Refusal } from '../refusal.js';

/** Of a body. */
export const networkBytesMax = 2 ** 31 - 1;
const filesMax = 16;
/** No folder, nothing hidden, nothing that a shell or a header would mind. */
const plainName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** The name of the .onnx file. Throws the Refusals 'body-too-large' and 'body-malformed'. */
export async function receiveNetwork(
  body: Readable,
  folder: string,
  { isTar, name }: { readonly isTar: boolean; readonly name: string },
): Promise<string> {
  if (isTar) return await receiveTar(body, folder);
  const file = `${name}.onnx`;
  await pipeline(limited(body, networkBytesMax), createWriteStream(join(folder, file), { flags: 'wx' }));
  return file;
}

async function receiveTar(body: Readable, folder: string): Promise<string> {
  const names: string[] = [];
  try {
    await unpackTar(limited(body, networkBytesMax), folder, ({ name, isFile }) => {
      const plain = name.replace(/^\.\//, '');
      if (!isFile && plain === '') return null;
      if (!isFile || !plainName.test(plain)) {
        throw malformed(
          `"${name.slice(0, 100)}" in it is no plain file: put the network and its files into no folder`,
        );
      }
      if (names.length === filesMax) throw malformed(`it holds more than ${filesMax} files`);
      names.push(plain);
      return plain;
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw malformed(`it is no tar, or ends early, or holds a name twice (${(error as Error).message})`);
  }
  const [network, ...others] = names.filter((name) => name.toLowerCase().endsWith('.onnx'));
  if (network === undefined || others.length > 0) throw malformed('it holds not exactly one .onnx file');
  return network;
}

function malformed(why: string): Refusal {
  return new Refusal('body-malformed', `The tar cannot be taken: ${why}.`);
}
