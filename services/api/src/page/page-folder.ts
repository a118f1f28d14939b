/** Where the built page lies: beside this service, in a checkout and in an image alike. */
import { fileURLToPath } from 'node:url';

export const pageFolder = fileURLToPath(new URL('../../../web/dist/page', import.meta.url));
