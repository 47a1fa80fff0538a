import { markView, type BadgeKind } from '../marks/view';
import { everOf } from './ever';
import type { Entry, Seen } from './types';
import { BADGE_WORDS } from './words';

/** Badges, crown and ring: how nodes stand. */
export function stateEntries({ system, nodes, index, picture }: Seen): Entry[] {
  const ever = everOf(index);
  const views = picture.nodes.map((node) => markView(node, system.gauges));
  const idsWhere = (is: (view: (typeof views)[number]) => boolean): string[] =>
    nodes.filter((_, i) => is(views[i])).map(({ id }) => id);
  const entry = (id: string, rest: Pick<Entry, 'figure' | 'title' | 'text'>, ids: string[]) => ({
    id,
    ...rest,
    now: ids.length,
    light: { nodes: ids },
  });
  const badges = (Object.keys(BADGE_WORDS) as BadgeKind[])
    .filter((badge) => ever.badges.has(badge))
    .map((badge) => {
      const [title, text] = BADGE_WORDS[badge];
      const ids = idsWhere((view) => view.badges.some(({ kind }) => kind === badge));
      return entry(`badge ${badge}`, { figure: { kind: 'badge', badge }, title, text }, ids);
    });
  const crown: Entry[] = ever.leads
    ? [
        entry(
          'leads',
          { figure: { kind: 'crown' }, title: 'leads', text: 'Decides for others at the moment.' },
          idsWhere((view) => view.leads),
        ),
      ]
    : [];
  const ring: Entry[] = ever.violation
    ? [
        entry(
          'violation',
          {
            figure: { kind: 'ring' },
            title: 'violation',
            text: 'A property was violated here, now or earlier.',
          },
          idsWhere((view) => view.violated),
        ),
      ]
    : [];
  return [...crown, ...badges, ...ring];
}
