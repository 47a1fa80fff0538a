import type { BadgeKind } from '../marks/view';
import type { PictureIndex } from '../picture';

/** What is seen on the stage at some moment of a run. */
export interface Ever {
  /** Names of the message types that are sent, in the order of the system. */
  readonly types: ReadonlySet<string>;
  readonly badges: ReadonlySet<BadgeKind>;
  readonly leads: boolean;
  readonly lost: boolean;
  readonly duplicates: boolean;
  readonly cut: boolean;
  readonly partition: boolean;
  readonly unreliable: boolean;
  readonly violation: boolean;
}

const known = new WeakMap<PictureIndex, Ever>();

/** Read once a run. */
export function everOf(index: PictureIndex): Ever {
  let ever = known.get(index);
  if (!ever) known.set(index, (ever = read(index)));
  return ever;
}

function read(index: PictureIndex): Ever {
  const { trace, conditions, violations, flights } = index;
  const types = new Set<number>();
  let duplicates = false;
  for (let e = 0; trace && e < trace.type.length; e++) {
    types.add(trace.type[e]);
    if (trace.duplicateOf[e] >= 0) duplicates = true;
  }
  return {
    types: new Set([...types].map((type) => trace!.names[type])),
    badges: badgesOf(index),
    leads: index.nodes.some((n) => n.modes.values.some(({ tags }) => tags?.includes('leads'))),
    lost: (flights?.losses.at.length ?? 0) > 0,
    duplicates,
    cut: conditions.some((c) => c.links.some((link) => link.cut)),
    partition: conditions.some((c) => c.sides !== null),
    unreliable: conditions.some((c) => c.links.some((link) => link.unreliable)),
    violation: violations.length > 0,
  };
}

function badgesOf({ nodes, conditions }: PictureIndex): Set<BadgeKind> {
  const badges = new Set<BadgeKind>();
  for (const { modes, parts, partTags } of nodes) {
    for (const { host, tags } of modes.values) {
      if (host !== 'running') badges.add(host);
      if (tags?.includes('fault')) badges.add('failing');
      else if (tags?.includes('off')) badges.add('off');
    }
    for (const state of [...parts.values()].flatMap((steps) => steps.values)) {
      if (partTags[state]?.includes('fault')) badges.add('ejected');
      else if (partTags[state]?.includes('waiting')) badges.add('aside');
    }
  }
  for (const { slow, skew, cutOff } of conditions) {
    if (slow.some((factor) => factor !== 1)) badges.add('slow');
    if (skew.some((s) => s !== null)) badges.add('clock');
    if (cutOff.includes(true)) badges.add('cut');
  }
  return badges;
}
