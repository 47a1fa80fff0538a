import { chance, type Stream } from '../../../sim';

/** What counts as success of an attacker: a branch as long as the other one, or a longer one. */
export type RaceRule = 'tie' | 'ahead';

/** An attacker further behind than this has less than this chance left, and is counted as beaten. */
const HOPELESS = 1e-9;

/** Blocks behind from which an attacker with share `q` of the work comes back with a chance below `HOPELESS`. */
export function hopelessBehind(q: number): number {
  let behind = 1;
  // Gambler's ruin: the chance to make up n blocks is (q/p)^n.
  for (let left = q / (1 - q); left > HOPELESS && behind < 10_000; behind++) left *= q / (1 - q);
  return behind;
}

/**
 * One race, block by block: each next block is the attacker's with probability `q`. It begins when the payment is made,
 * the others have to find `z` blocks first, and the attacker then goes on until he has caught up or is hopelessly behind.
 * This is the exact race; the table in Nakamoto's paper approximates the attacker's progress by a Poisson variable.
 */
export function race(
  random: Stream,
  q: number,
  z: number,
  rule: RaceRule,
  behind: number,
): boolean {
  let honest = 0;
  let attacker = 0;
  while (honest < z) {
    if (chance(random, q)) attacker++;
    else honest++;
  }
  let lead = attacker - honest - (rule === 'tie' ? 0 : 1);
  while (lead < 0) {
    if (-lead >= behind) return false;
    lead += chance(random, q) ? 1 : -1;
  }
  return true;
}
