import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import {
  below,
  chance,
  exponential,
  ln,
  lnOfDraw,
  nextUint32,
  openStream,
  shuffle,
  uniform,
} from './random';

const ULP = 2 ** -52;

describe('ln', () => {
  propertyTest(
    'is the logarithm to within an ulp',
    fc.property(fc.double({ min: 2 ** -1022, max: 1e300, noNaN: true }), (x) => {
      const exact = Math.log(x);
      expect(Math.abs(ln(x) - exact)).toBeLessThanOrEqual(
        2 * ULP * Math.max(Math.abs(exact), 1e-300),
      );
    }),
    5000,
  );

  propertyTest(
    'near one, where digits are easily lost, too',
    fc.property(fc.double({ min: 0.9, max: 1.1, noNaN: true }), (x) => {
      const exact = Math.log(x);
      expect(Math.abs(ln(x) - exact)).toBeLessThanOrEqual(2 * ULP * Math.abs(exact));
    }),
    2000,
  );

  propertyTest(
    'of a draw is the same to the last bit by the shorter way',
    fc.property(fc.nat(2 ** 32 - 1), fc.nat(32), (n, zeros) => {
      // Small draws are rare, so each is also looked at with its upper bits away.
      for (const draw of [n, n >>> (zeros % 32), 2 ** 32 - 1 - (n >>> (zeros % 32))])
        expect(lnOfDraw(draw)).toBe(ln((draw + 0.5) / 2 ** 32));
    }),
    5000,
  );

  test('of the first, the last and the turning draws of each octave too', () => {
    const turns = Array.from({ length: 32 }, (_, octave) => [
      2 ** octave - 1,
      2 ** octave,
      Math.floor(2 ** octave * (1 + 0x6a09c / 2 ** 20)) - 1,
      Math.floor(2 ** octave * (1 + 0x6a09c / 2 ** 20)),
    ]).flat();
    for (const n of [0, 2 ** 32 - 1, ...turns]) expect(lnOfDraw(n)).toBe(ln((n + 0.5) / 2 ** 32));
  });

  test('gives these very bits', () => {
    const bits = (x: number) =>
      Buffer.from(new Float64Array([x]).buffer)
        .reverse()
        .toString('hex');
    expect([0.5, 2, 10, 1e-9, 0.1, 3].map((x) => bits(ln(x)))).toEqual([
      'bfe62e42fefa39ef',
      '3fe62e42fefa39ef',
      '40026bb1bbb55516',
      'c034b927f32bffb8',
      'c0026bb1bbb55515',
      '3ff193ea7aad030a',
    ]);
  });
});

describe('streams', () => {
  propertyTest(
    'the same seed and name give the same draws',
    fc.property(fc.nat(2 ** 32 - 1), fc.string(), (seed, name) => {
      const [a, b] = [openStream(seed, name), openStream(seed, name)];
      for (let i = 0; i < 20; i++) expect(nextUint32(a)).toBe(nextUint32(b));
    }),
  );

  propertyTest(
    'another name or another seed gives other draws',
    fc.property(fc.nat(2 ** 32 - 1), fc.string(), fc.string(), (seed, a, b) => {
      const four = (s: number, n: string) => {
        const stream = openStream(s, n);
        return [0, 0, 0, 0].map(() => nextUint32(stream));
      };
      if (a !== b) expect(four(seed, a)).not.toEqual(four(seed, b));
      expect(four(seed, a)).not.toEqual(four((seed + 1) % 2 ** 32, a));
    }),
  );

  test('draws are those pinned here, in every engine', () => {
    const s = openStream(8, 'workload');
    expect([0, 0, 0].map(() => nextUint32(s))).toMatchInlineSnapshot(`
      [
        1155978247,
        1528605094,
        1255187490,
      ]
    `);
    expect(exponential(s)).toMatchInlineSnapshot(`0.4535505650908527`);
  });

  test('uniform, below, chance and exponential have the moments they should', () => {
    const s = openStream(1, 'moments');
    const n = 200_000;
    const mean = (draw: () => number) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += draw();
      return sum / n;
    };
    expect(Math.abs(mean(() => uniform(s)) - 0.5)).toBeLessThan(
      (3 * Math.sqrt(1 / 12)) / Math.sqrt(n),
    );
    expect(Math.abs(mean(() => exponential(s)) - 1)).toBeLessThan(3 / Math.sqrt(n));
    expect(Math.abs(mean(() => below(s, 7)) - 3)).toBeLessThan((3 * 2) / Math.sqrt(n));
    expect(Math.abs(mean(() => Number(chance(s, 0.3))) - 0.3)).toBeLessThan(
      (3 * 0.46) / Math.sqrt(n),
    );
  });

  test('a shuffle keeps what is in a list, and puts each where it was as often as anywhere else', () => {
    const s = openStream(11, 'shuffle');
    const firsts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) {
      const list = shuffle([0, 1, 2, 3], s);
      firsts[list[0]]++;
      expect(list.toSorted()).toEqual([0, 1, 2, 3]);
    }
    for (const n of firsts) expect(Math.abs(n - 2000)).toBeLessThan(200);
  });

  test('shares of nought and one are never and always', () => {
    const s = openStream(1, 'edges');
    for (let i = 0; i < 1000; i++) {
      expect(chance(s, 0)).toBe(false);
      expect(chance(s, 1)).toBe(true);
    }
  });
});
