import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { settings as fields } from '../../../tests/fixtures/toy-system';
import { InputError } from './errors';
import { checkSettings, defaultsOf, showSetting, type NumberField } from './settings';

const mistakeOf = (given: Record<string, unknown>): InputError => {
  try {
    checkSettings(fields, given);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was let through');
};

propertyTest(
  'values in range are taken, as themselves or as text',
  fc.property(fc.integer({ min: 1, max: 4 }), fc.boolean(), (workers, strict) => {
    const asIs = checkSettings(fields, { workers, strict, order: 'last' });
    expect(asIs).toEqual({ ...defaultsOf(fields), workers, strict, order: 'last' });
    expect(
      checkSettings(fields, { workers: `${workers}`, strict: `${strict}`, order: 'last' }),
    ).toEqual(asIs);
  }),
);

propertyTest(
  'anything at all is either a value in range or a mistake that names its field',
  fc.property(fc.constantFrom(...Object.keys(fields)), fc.anything(), (name, raw) => {
    try {
      const value = (checkSettings(fields, { [name]: raw }) as Record<string, unknown>)[name];
      const field = fields[name as keyof typeof fields];
      if ('min' in field) {
        expect(value).toBeGreaterThanOrEqual((field as NumberField).min);
        expect(value).toBeLessThanOrEqual((field as NumberField).max);
      } else expect(['first', 'last', true, false]).toContain(value);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).field).toBe(name);
    }
  }),
  1000,
);

describe('mistakes', () => {
  test.each([
    [{ workers: 5 }, 'workers: "5" is not valid; allowed: a whole number from 1 to 4'],
    [{ workers: 1.5 }, 'workers: "1.5" is not valid; allowed: a whole number from 1 to 4'],
    [{ workers: '0x2' }, 'workers: "0x2" is not valid; allowed: a whole number from 1 to 4'],
    [{ hopMs: -1 }, 'hopMs: "-1" is not valid; allowed: a whole number from 0 to 1000 (ms)'],
    [{ order: 'middle' }, 'order: "middle" is not valid; allowed: first, last'],
    [{ strict: 1 }, 'strict: "1" is not valid; allowed: true, false'],
  ])('%j', (given, message) => expect(mistakeOf(given).message).toBe(message));

  test('an unknown name lists the known ones', () => {
    expect(mistakeOf({ wrokers: 3 }).message).toMatch(
      /^wrokers: no such setting; allowed: clients, workers/,
    );
    expect(mistakeOf(JSON.parse('{"__proto__": 1}')).field).toBe('__proto__');
    expect(mistakeOf({ toString: 1 }).problem).toBe('no such setting');
  });

  test('a value of any length is shown in short', () => {
    expect(mistakeOf({ workers: '9'.repeat(10_000) }).message.length).toBeLessThan(120);
  });
});

test('values are shown with their unit', () => {
  expect(showSetting(fields.hopMs, 1500)).toBe('1.5s');
  expect(showSetting(fields.hopMs, 40)).toBe('40\u202fms');
  expect(showSetting(fields.requests, 100_000)).toBe('100,000');
  expect(showSetting(fields.order, 'last')).toBe('Last');
  expect(showSetting(fields.strict, false)).toBe('off');
});
