import { digests } from './recipes';

/** What the test asks a browser for. */
Object.assign(globalThis, { faultlineDigests: digests });
