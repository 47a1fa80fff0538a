import type { GaugeKind } from '../../sim';
import { factRoom, factsOf, isFact, saysOf } from '../marks/facts';
import type { Entry, Seen } from './types';

/** One entry for each fact that this run ever shows: what it says now, or said at its most. */
export function factEntries({ system: { gauges }, index, picture }: Seen): Entry[] {
  const shown = picture.nodes.map(({ levels }) => factsOf(levels, gauges));
  return Object.entries(gauges).flatMap(([name, kind]): Entry[] => {
    if (!isFact(kind)) return [];
    const only: Readonly<Record<string, GaugeKind>> = { [name]: kind };
    const ever = index.nodes.flatMap(({ gauges: written }, i) => {
      const own = written.filter((gauge) => gauge.name === name);
      return factRoom(own, only)
        ? [{ id: index.ids[i], value: own[0].value.reduce((a, b) => Math.max(a, b), 0) }]
        : [];
    });
    if (ever.length === 0) return [];
    const now = index.ids.filter((_, i) => shown[i].some((fact) => fact.name === name));
    const first = shown.flat().find((fact) => fact.name === name);
    const most = Math.max(...ever.map(({ value }) => value));
    const tag = typeof kind.tag === 'function' ? kind.tag(most) : kind.tag;
    return [
      {
        id: `fact ${name}`,
        figure: { kind: 'fact', tag: first ? first.tag : (tag ?? null) },
        title: kind.title,
        text: first?.says ?? saysOf(kind, most),
        now: now.length,
        light: { nodes: now.length > 0 ? now : ever.map(({ id }) => id) },
      },
    ];
  });
}
