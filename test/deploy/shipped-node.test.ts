/** The Node that ships takes every native library that the product loads; containers.test.ts runs the product on it. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { root } from './root.js';
import { shippedNode } from './tools.js';

const node = shippedNode();

it.skipIf(node === null)('is Node 24 and loads sharp, libjpeg-turbo and onnxruntime', () => {
  const program = `
    const { hasJpegTurbo } = await import('./packages/imaging/dist/jpeg-turbo.js');
    const { default: sharp } = await import('sharp');
    const { InferenceSession } = await import('onnxruntime-node');
    const { info } = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).png().toBuffer({ resolveWithObject: true });
    const session = await InferenceSession.create('packages/demo-model/models/objects.onnx');
    console.log(JSON.stringify([process.version, hasJpegTurbo, info.width, session.inputNames.length]));
  `;
  const said = execFileSync(node!, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toEqual([expect.stringMatching(/^v24\./), true, 2, 1]);
});
