import { expect, test } from 'vitest';
import type { Frame } from './frame';
import { wordsBeside } from './message-words';

const frameOf = (at: readonly (readonly [number, number])[]): Frame => ({
  count: at.length,
  envelope: Int32Array.from(at, (_, i) => i),
  x: Float32Array.from(at, ([x]) => x),
  y: Float32Array.from(at, ([, y]) => y),
  alpha: new Float32Array(at.length).fill(1),
  type: new Int32Array(at.length),
  flags: new Uint8Array(at.length),
});
const labels = { of: Int32Array.of(0, 0, 0), texts: ['order 5'], width: 300 };
const saidAt = (...at: (readonly [number, number])[]) =>
  wordsBeside(frameOf(at), labels).map((w) => w && `${w.text}${w.isLeft ? ' on the left' : ''}`);

test('words stand beside their pill, on the left at the right edge', () => {
  expect(saidAt([50, 50], [280, 90])).toEqual(['order 5', 'order 5 on the left']);
});

test('where a pill or the words of another would lie over them there are none', () => {
  expect(saidAt([50, 50], [90, 52])).toEqual([null, 'order 5']);
  expect(saidAt([50, 50], [150, 90], [52, 68])).toEqual(['order 5', 'order 5', 'order 5']);
  expect(saidAt([50, 50], [52, 59])).toEqual(['order 5', null]);
});
