import type { Layout, Place } from './layout';

const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The node that an arrow key leads to: the nearest one that lies more in that direction than aside. Home and End go
 * to the first and the last. `undefined` when the key is none of these or nothing lies that way.
 */
export function neighbour(layout: Layout, from: number, key: string): number | undefined {
  const { places } = layout;
  if (key === 'Home') return places[0]?.node;
  if (key === 'End') return places.at(-1)?.node;
  const way = WAYS[key];
  const here = places.find((p) => p.node === from);
  if (!way || !here) return undefined;
  let best: Place | undefined;
  let least = Infinity;
  for (const place of places) {
    if (place === here) continue;
    const [dx, dy] = [middleX(place) - middleX(here), middleY(place) - middleY(here)];
    const ahead = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (ahead < 4) continue;
    // Across layers what lies aside hardly counts; along a layer it rules.
    const weight = place.layer === here.layer ? 4 : 1;
    const cost = ahead + weight * aside;
    if (cost < least) [best, least] = [place, cost];
  }
  return best?.node;
}

const middleX = ({ box }: Place): number => box.x + box.w / 2;
const middleY = ({ box }: Place): number => box.y + box.h / 2;
