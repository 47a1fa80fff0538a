import { describe, expect, it } from 'vitest';
import { system } from '../../../../tests/fixtures/toy';
import { formatIntervention, makeRecipe, parseIntervention } from '../../sim';
import { begin, FAULT_FORMS } from './forms';

const all = system.topology(makeRecipe(system, {}).settings as never).nodes.map((node) => node.id);

describe('the forms of faults', () => {
  it.each(FAULT_FORMS.map((form) => [form.id, form] as const))(
    '%s makes a line that is read back and taken by a recipe',
    (_, form) => {
      const line = `1s ${form.line(begin(form, all[1], all))}`;
      const read = parseIntervention(line);
      expect(parseIntervention(formatIntervention(read))).toEqual(read);
      expect(() => makeRecipe(system, { interventions: [line] })).not.toThrow();
    },
  );

  it('cover every act that can be done to nodes and links by hand', () => {
    const acts = FAULT_FORMS.map(
      (f) => parseIntervention(`0s ${f.line(begin(f, all[0], all))}`).do,
    );
    expect(new Set(acts)).toEqual(
      new Set([
        ...['crash', 'restart', 'pause', 'resume', 'slow', 'fail-fast', 'recover', 'skew', 'wipe'],
        ...[
          'cut',
          'heal-link',
          'partition',
          'heal',
          'lose',
          'duplicate',
          'corrupt',
          'delay',
          'reorder',
        ],
      ]),
    );
  });

  it('have each a letter of their own, the same that the widget has for it', () => {
    const letters = FAULT_FORMS.map(({ key }) => key);
    expect(letters.filter((key) => !/^[a-z]$/.test(key))).toEqual([]);
    expect(new Set(letters).size).toBe(letters.length);
    const own = { crash: 'c', pause: 'p', slow: 's', 'fail-fast': 'f', partition: 'l', heal: 'h' };
    for (const [id, key] of Object.entries(own))
      expect(FAULT_FORMS.find((form) => form.id === id)).toHaveProperty('key', key);
  });

  it('split into as many groups as have nodes', () => {
    const split = FAULT_FORMS.find((form) => form.id === 'partition')!;
    const [a, b, c] = all;
    const filled = { ...begin(split, a, all), sides: { [a]: 0, [b]: 2, [c]: 0 } };
    expect(split.line(filled)).toBe(`partition ${a},${c}|${b}`);
  });
});
