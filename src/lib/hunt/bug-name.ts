import type { System } from '../sim';

const LETTERS = 'ABCDEFGHIJKLMNOP';

type Named = Pick<System, 'bugs' | 'settings'>;

const titlesOf = ({ settings: { bug } }: Named): ReadonlyMap<unknown, string> =>
  new Map(bug?.type === 'choice' ? bug.options.map(({ value, title }) => [value, title]) : []);

/**
 * The name of a planted bug, which does not tell what is wrong: "A, in the relay" as in the setting `planted bug`, or
 * "D, in the settings" for a design that is wrong by its settings alone.
 * @param id one of `system.bugs`
 */
export function bugName(system: Named, id: string): string {
  const titles = titlesOf(system);
  const own = (b: Named['bugs'][number]) => titles.get(b.settings.bug);
  const others = system.bugs.filter((b) => own(b) === undefined);
  const bug = system.bugs.find((b) => b.id === id);
  const title = bug && own(bug);
  if (title !== undefined) return title;
  // "none" is a value of the setting and no bug.
  const first = Math.max(0, titles.size - 1);
  return `${LETTERS[first + others.findIndex((b) => b.id === id)]}, in the settings`;
}
