import { expect, it } from 'vitest';
import { figure, settingsText } from './rows';

it('shows figures in at most four places, counts in full, words as they are', () => {
  expect(figure(2.645432)).toBe('2.645');
  expect(figure(200000)).toBe('200,000');
  expect(figure(0.0235189)).toBe('0.02352');
  expect(figure('90 / 58')).toBe('90 / 58');
});

it('writes settings as the terminal takes them', () => {
  expect(settingsText({ policy: 'random', servers: 5 })).toBe('policy=random servers=5');
});
