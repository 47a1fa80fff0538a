import { expect, test } from 'vitest';
import { KEY_TITLES } from './key-titles';
import { KEYS } from './keys';

test('the list of all keys says what each does, and no key does two things', () => {
  const commands = KEYS.map(({ command }) => command);
  expect(Object.keys(KEY_TITLES).toSorted()).toEqual(commands.toSorted());
  const keys = KEYS.flatMap((key) => key.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
