import type { Recipe } from '../sim';
import type { Extras } from './extras';

/** What a link says, with what had to be repaired. */
export interface Linked extends Extras {
  /** Missing where a link names but a moment or a view. */
  readonly recipe?: Recipe;
  /** What was repaired or left out, a sentence each. */
  readonly mended: readonly string[];
  /** Those of them that the reader has to know: something of what was shared is missing. */
  readonly lost: readonly string[];
}
