/**
 * Calls to the bottom for one click on top, through so many layers that each make up to so many attempts. `p`, 0 … 1, is
 * the share of the calls to the bottom that fail, whatever the load.
 */
export function amplification(p: number, attempts: number, layers: number): number {
  let [fails, calls] = [p, 1];
  for (let layer = 0; layer < layers; layer++) {
    let [made, still] = [0, 1];
    for (let attempt = 0; attempt < attempts; attempt++) {
      made += still;
      still *= fails;
    }
    calls *= made;
    fails = still;
  }
  return calls;
}
