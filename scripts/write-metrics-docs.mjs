// Writes docs/metrics.md from the catalogue of metrics; a test says where it is out of date.
import { writeFileSync } from 'node:fs';
import { describeCatalogue } from '@camfleet/runtime';

writeFileSync(new URL('../docs/metrics.md', import.meta.url), describeCatalogue());
