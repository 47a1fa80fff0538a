import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { InputError } from './errors';
import {
  formatIntervention,
  parseIntervention,
  type Act,
  type Intervention,
} from './interventions';
import { formatDuration, LONGEST, parseDuration } from './time';

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
const end = fc.oneof(id, fc.constant('*'));
const micros = fc.oneof(fc.nat(5_000_000), fc.integer({ min: 0, max: LONGEST }));
const share = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1_000_000);
const message = fc.nat(10 ** 9);

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constantFrom('crash', 'restart', 'pause', 'resume', 'wipe', 'fail-fast', 'recover'),
    node: id,
  }),
  fc.record({
    do: fc.constant('slow' as const),
    node: id,
    factor: fc.integer({ min: 1, max: 10 ** 9 }).map((n) => n / 1_000_000),
  }),
  fc.record({
    do: fc.constant('skew' as const),
    node: id,
    offset: fc.integer({ min: -LONGEST, max: LONGEST }),
    ppm: fc.integer({ min: -100_000, max: 100_000 }),
  }),
  fc.record({ do: fc.constantFrom('cut', 'heal-link'), from: id, to: id, both: fc.boolean() }),
  fc.record({
    do: fc.constant('partition' as const),
    groups: fc.array(fc.array(id, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.constant<Act>({ do: 'heal' }),
  fc.record({ do: fc.constantFrom('lose', 'duplicate', 'corrupt'), from: end, to: end, share }),
  fc.record({ do: fc.constantFrom('delay', 'reorder'), from: end, to: end, share, by: micros }),
  fc.record({ do: fc.constantFrom('drop', 'duplicate-message'), message }),
  fc.record({ do: fc.constant('delay-message' as const), message, by: micros }),
  fc.record({
    do: fc.constant('set' as const),
    setting: fc.stringMatching(/^[a-zA-Z]\w{0,10}$/),
    value: fc.stringMatching(/^[\w.-]{1,20}$/),
  }),
  fc.record({
    do: fc.constant('operate' as const),
    node: id,
    operation: id,
    argument: fc.stringMatching(/^[\w.:-]{0,20}$/),
  }),
);

const interventions = fc.tuple(micros, acts).map(([at, act]): Intervention => ({ at, ...act }));

propertyTest(
  'a time that is written is read back',
  fc.property(micros, (t) => {
    expect(parseDuration(formatDuration(t))).toBe(t);
  }),
  1000,
);

propertyTest(
  'an intervention that is written is read back',
  fc.property(interventions, (i) => {
    expect(parseIntervention(formatIntervention(i))).toEqual(i);
  }),
  1000,
);

propertyTest(
  'a line that is read is written as a line with the same meaning',
  fc.property(fc.float({ min: 0, max: 100, noNaN: true }), fc.nat(12), (percent, digits) => {
    const read = parseIntervention(`1.5s lose a->b ${percent.toFixed(digits)}%`);
    expect(parseIntervention(formatIntervention(read))).toEqual(read);
  }),
  300,
);

propertyTest(
  'whatever else is written is a clear mistake, never another error',
  fc.property(
    fc.oneof(
      fc.string(),
      fc.string().map((s) => `3s ${s}`),
    ),
    (line) => {
      try {
        parseIntervention(line);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect(String(error)).not.toMatch(/[\n\r]/);
      }
    },
  ),
  1000,
);

describe('lines people write', () => {
  test.each([
    ['3s crash server-2', { at: 3_000_000, do: 'crash', node: 'server-2' }],
    ['  3s   crash  server-2 ', { at: 3_000_000, do: 'crash', node: 'server-2' }],
    ['5s partition a,b|c', { at: 5_000_000, do: 'partition', groups: [['a', 'b'], ['c']] }],
    ['1s lose lb->*  20%', { at: 1_000_000, do: 'lose', from: 'lb', to: '*', share: 0.2 }],
    [
      '1s delay a->b 50ms',
      { at: 1_000_000, do: 'delay', from: 'a', to: 'b', by: 50_000, share: 1 },
    ],
    [
      '4s set ratePerSecond=500',
      { at: 4_000_000, do: 'set', setting: 'ratePerSecond', value: '500' },
    ],
    ['1s skew n -20ms -5ppm', { at: 1_000_000, do: 'skew', node: 'n', offset: -20_000, ppm: -5 }],
  ])('%s', (line, intervention) => expect(parseIntervention(line)).toEqual(intervention));

  test.each([
    '',
    'crash server-2',
    '3s',
    '3s explode server-2',
    '-1s crash server-2',
    '3s lose a<->b 20%',
    '3s partition a,|b',
    '3s delay a->b 99999999h',
    '3s slow server-2 x1e5',
    `3s crash ${'a'.repeat(3000)}`,
  ])('refused: %s', (line) => expect(() => parseIntervention(line)).toThrow(InputError));

  test('links of the first year are read in their words and written in today’s', () => {
    const now = (line: string) => formatIntervention(parseIntervention(line));
    expect(now('1s join a<->b')).toBe('1s heal a<->b');
    expect(now('1s twin message 3')).toBe('1s duplicate message 3');
    expect(now('1s hold message 3 50ms')).toBe('1s delay message 3 50ms');
  });

  test('a mistake says what forms there are, in one line', () => {
    expect(() => parseIntervention('3s explode server-2')).toThrow(
      /fault: "explode server-2" is none; allowed: crash NODE .*heal/,
    );
  });
});
