import { upperBound } from '../../../sim';
import type { Policy } from '../policy';

/** Points on the ring for each target: with 100 of them shares differ by some 10 %. */
const POINTS = 100;

/** A 32-bit finaliser (MurmurHash3, Appleby 2011): neighbouring keys land far apart. */
function scatter(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A user's requests go to one target, and few users move when a target leaves (consistent hashing, Karger et al. 1997). */
export const hash: Policy<{ points: Float64Array; owners: number[] }> = {
  title: 'consistent hash',
  help: 'the same user always to the same machine',
  open(targets) {
    const ring = Array.from({ length: targets * POINTS }, (_, i) => ({
      point: scatter(Math.imul(i + 1, 0x9e3779b1)),
      owner: i % targets,
    })).sort((a, b) => a.point - b.point);
    return { points: Float64Array.from(ring, (r) => r.point), owners: ring.map((r) => r.owner) };
  },
  pick({ eligible }, { points, owners }, key) {
    const start = upperBound(points, scatter(key + 1));
    for (let i = 0; i < owners.length; i++) {
      const owner = owners[(start + i) % owners.length];
      if (eligible.includes(owner)) return owner;
    }
    return eligible[0];
  },
};
