/** A process that prepares one network and ends. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '@camfleet/contracts';
import { prepareModel, readModelFacts, readNetwork } from '@camfleet/inference';
import type { PrepareAnswer, PrepareOrder } from './prepare-order.js';

async function prepare({ folder, file, graph, name, topK, flags }: PrepareOrder): Promise<PrepareAnswer> {
  try {
    const path = join(folder, file);
    const network = await readNetwork(path);
    const facts = await readModelFacts(path, flags);
    const prepared = await prepareModel({ name, file, ...network, facts, topK });
    await writeFile(join(folder, graph), prepared.graph);
    return { kind: 'prepared', description: prepared.description };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // Where the file lay on the server is nobody's business.
    const message = error.message.replaceAll(`${folder}/`, '');
    return { kind: 'refused', code: error.code, message };
  }
}

const order = JSON.parse(process.argv[2]!) as PrepareOrder;
const answer = await prepare(order);
process.send!(answer, () => process.disconnect());
