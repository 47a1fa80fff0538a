import { eventReader } from '../../../sim';
import type { FarmWorld } from '../world';

/** What workers, threads and the coordinator wrote down under these names, in order. */
export const eventsOf = eventReader<FarmWorld>();
