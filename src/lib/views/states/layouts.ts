import type { Layouts } from './layout';

/** A file a system, each fetched when its states are first looked at. */
const files = import.meta.glob<Layouts>('../../systems/*/statecharts.json', {
  import: 'default',
});

/** The committed layouts of a system; none for one that has no file. */
export async function loadLayouts(system: string): Promise<Layouts> {
  return (await files[`../../systems/${system}/statecharts.json`]?.()) ?? {};
}
