// The hosts of the end-to-end tests, all in one process: see ports.ts for who is where.
import { serve } from '../../scripts/serve-static.mjs';

const first = Number(process.argv[2]);

await serve('.cache/sub-path', { port: first, base: '/sub/path/' });
await serve('build', { port: first + 1 });
await serve('build', { port: first + 2, base: '/moved/here/' });
// Another name for the machine, so that a frame in these pages is cross-site and not only cross-origin.
await serve('tests/e2e/hosts', { port: first + 3, host: '127.0.0.1' });
