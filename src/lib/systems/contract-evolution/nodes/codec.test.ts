import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../../wire/bytes';
import { decode, encode, layout, type ReaderSpec } from './codec';
import { specOf } from './reader';
import {
  CHANGES,
  fieldsAt,
  FORMATS,
  STAGES,
  type Change,
  type Contract,
  type Format,
} from './schema';
import { misreadIn, truthOf } from './truth';

describe('bytes', () => {
  const contract = (format: Format, change: Change, inPlace = true): Contract => ({
    format,
    change,
    inPlace,
  });
  const wallet = (c: Contract, stage: ReaderSpec['stage'], strict = true): ReaderSpec =>
    specOf({ contract: c, part: 'wallet', strict, defaults: false }, stage);

  test('are Protobuf’s: number 1 as 150 is 08 96 01', () => {
    const bytes = encode(contract('numbers', 'rename'), 'old', truthOf(150));
    expect(hex(bytes)).toBe('08 96 01 12 06 4c 65 73 6c 69 65 18 96 33');
    expect(layout(contract('numbers', 'rename'), bytes)).toEqual([
      { key: '1', type: 'varint', value: '150', at: 0, valueAt: 1, end: 3 },
      { key: '2', type: 'LEN', value: '"Leslie"', at: 3, valueAt: 4, end: 11 },
      { key: '3', type: 'varint', value: '6550', at: 11, valueAt: 12, end: 14 },
    ]);
  });

  test('are the same after a rename where fields are known by numbers', () => {
    const renamed = contract('numbers', 'rename');
    const [before, after] = (['old', 'new'] as const).map((s) => encode(renamed, s, truthOf(7)));
    expect(after).toEqual(before);
    const named = contract('names', 'rename');
    expect(encode(named, 'new', truthOf(7))).not.toEqual(encode(named, 'old', truthOf(7)));
  });

  test('of JSON are laid out by offset', () => {
    const named = contract('names', 'rename');
    const bytes = encode(named, 'new', truthOf(7));
    const text = String.fromCharCode(...bytes);
    expect(text).toBe('{"id":7,"full_name":"Radia","credit":1259}');
    for (const { key, value, at, valueAt, end } of layout(named, bytes)) {
      expect(text.slice(at, end)).toBe(`"${key}":${value}`);
      expect(text.slice(valueAt, end)).toBe(value);
    }
  });

  test.each(FORMATS.flatMap((format) => CHANGES.map((change) => [format, change] as const)))(
    '%s, %s: every reader reads every writer that its stage has to',
    (format, change) => {
      const c = contract(format, change, false);
      const may: Record<string, readonly string[]> = {
        old: change === 'rename' && format === 'numbers' ? STAGES : ['old'],
        both: STAGES,
        new: ['both', 'new'],
      };
      for (let id = 0; id < 400; id++)
        for (const stage of STAGES)
          for (const from of STAGES.filter((s) => may[stage].includes(s))) {
            const reading = decode(wallet(c, stage), encode(c, from, truthOf(id)));
            expect([reading.why, misreadIn(reading.facts, id)], `${from} → ${stage}`).toEqual([
              null,
              undefined,
            ]);
          }
    },
  );

  /** What becomes of a message at an old reader: a strict one, then a tolerant one. */
  const IN_PLACE: Record<Change, Record<Format, string>> = {
    add: { names: 'refused, fine', numbers: 'refused, fine' },
    rename: { names: 'refused, refused', numbers: 'fine, fine' },
    remove: { names: 'refused, refused', numbers: 'refused, refused' },
    retype: { names: 'refused, refused', numbers: 'refused, refused' },
    'retype-same-wire': { names: 'fine, fine', numbers: 'misread, misread' },
    reuse: { names: 'misread, misread', numbers: 'misread, misread' },
  };
  const inPlace = CHANGES.flatMap((change) =>
    FORMATS.map((format) => [format, change, IN_PLACE[change][format]] as const),
  );
  test.each(inPlace)('%s, %s in place: strict, tolerant: %s', (format, change, how) => {
    const c = contract(format, change);
    for (let id = 0; id < 400; id++) {
      const bytes = encode(c, 'new', truthOf(id));
      const outcomes = [true, false].map((strict) => {
        const { why, facts } = decode(wallet(c, 'old', strict), bytes);
        return why === null ? (misreadIn(facts, id) ? 'misread' : 'fine') : 'refused';
      });
      expect(outcomes.join(', ')).toBe(how);
    }
  });

  test('whatever they are, a reader reads or refuses them, and does not break', () => {
    const any = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 });
    fc.assert(
      fc.property(any, fc.constantFrom(...FORMATS), fc.boolean(), (bytes, format, strict) => {
        const { why, facts } = decode(wallet(contract(format, 'rename'), 'old', strict), bytes);
        expect(why !== null || facts.name !== undefined).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('a number is never given to two fields of one release', () => {
    for (const format of FORMATS)
      for (const change of CHANGES)
        for (const inPlace of [true, false])
          for (const stage of STAGES.filter((s) => !inPlace || s !== 'both')) {
            const fields = fieldsAt(contract(format, change, inPlace), stage);
            const keys = fields.map((f) => (format === 'names' ? f.name : f.number));
            expect(new Set(keys).size).toBe(keys.length);
          }
  });
});
