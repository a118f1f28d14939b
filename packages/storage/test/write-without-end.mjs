/** Writes objects into the store of a folder until it is killed: each says how long it is and holds one byte many times. */
import { openStore } from '../dist/index.js';

const [folder, round] = process.argv.slice(2);
const store = await openStore(folder);

async function write(lane) {
  for (let n = 0; ; n++) {
    const body = Buffer.alloc(200_000 + ((n * 7919) % 800_000), (n + lane) % 256);
    body.writeUInt32LE(body.length, 0);
    await store.put(`${lane}/replaced`, body);
    await store.putIfAbsent(`${lane}/${round}-${n % 40}`, body);
    process.stdout.write('.\n');
  }
}

await Promise.all([0, 1, 2, 3].map(write));
