import { showSetting, type Recipe, type System } from '../sim';

/** What a reader has done by changing one setting of a run, in a sentence; "" for any other change. */
export function changeText(
  { settings: fields }: Pick<System, 'settings'>,
  before: Recipe,
  after: Recipe,
): string {
  const changed = Object.keys(fields).filter(
    (name) => before.settings[name] !== after.settings[name],
  );
  if (changed.length !== 1 || before.seed !== after.seed) return '';
  const [name] = changed;
  const field = fields[name];
  const value = after.settings[name];
  if (field.type === 'boolean')
    return `“${field.title}” is switched ${value ? 'on' : 'off'}: this is another run.`;
  const [from, to] = [before, after].map(({ settings }) => {
    const text = showSetting(field, settings[name]);
    return field.type === 'choice' ? `“${text}”` : text;
  });
  return `“${field.title}” is now ${to} instead of ${from}: this is another run.`;
}
