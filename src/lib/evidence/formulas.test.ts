import { expect, test } from 'vitest';
import {
  catchUp,
  lossMM1K,
  nakamotoCatchUp,
  smallerOfTwo,
  timeOfChoices,
  timeOfRoundRobin,
  waitMG1,
  waitMMc,
} from './formulas';

/** As printed in the textbooks and papers that the rows name. */
test.each([
  ['M/M/1', waitMG1(0.8, 1), 4, 4],
  ['M/D/1', waitMG1(0.8, 0), 2, 4],
  ['M/E2/1', waitMG1(0.8, 0.5), 3, 4],
  ['M/M/1 as M/M/c', waitMMc(1, 0.8), 4, 4],
  ['M/M/2', waitMMc(2, 0.8), 1.7778, 4],
  ['M/M/5', waitMMc(5, 0.8), 0.5541, 4],
  ['M/M/10', waitMMc(10, 0.9), 0.6687, 4],
  ['M/M/1/10 at 0.8', lossMM1K(0.8, 10), 0.02349, 5],
  ['M/M/1/10 at 1', lossMM1K(1, 10), 0.0909, 4],
  ['M/M/1/10 at 2', lossMM1K(2, 10), 0.5002, 4],
  ['two choices at 0.5', timeOfChoices(2, 0.5), 1.2657, 4],
  ['two choices at 0.7', timeOfChoices(2, 0.7), 1.6145, 4],
  ['two choices at 0.9', timeOfChoices(2, 0.9), 2.6141, 4],
  ['one choice is M/M/1', timeOfChoices(1.0000001, 0.5), 2, 4],
  ['round robin over 10', timeOfRoundRobin(10, 0.9), 5.66, 3],
  ['round robin over 100', timeOfRoundRobin(100, 0.9), 5.227, 3],
  ['double spend, z=5, a tie wins', catchUp(0.1, 5), 0.001782, 6],
  ['double spend, z=6, a tie wins', catchUp(0.1, 6), 0.0005914, 7],
  ['double spend, z=5, ahead', catchUp(0.1, 5, 1), 0.00033, 5],
  ['double spend in the Bitcoin paper, z=5', nakamotoCatchUp(0.1, 5), 0.0009137, 7],
  ['double spend in the Bitcoin paper, q=.3, z=5', nakamotoCatchUp(0.3, 5), 0.1773523, 7],
  ['round robin over 1 is M/M/1', timeOfRoundRobin(1, 0.5), 2, 6],
  // 3 − ½·E|X−Y|, and E|X−Y| = 2·3·e⁻⁶·(I₀(6) + I₁(6)).
  ['the smaller of two Poisson counts, mean', smallerOfTwo(3).mean, 2.0438, 3],
  ['the smaller of two Poisson counts, one or more', smallerOfTwo(3).atLeast(1), 0.9029, 4],
  ['the smaller of two Poisson counts, three or more', smallerOfTwo(3).atLeast(3), 0.3327, 4],
])('%s', (_name, ours, published, digits) => expect(ours).toBeCloseTo(published, digits));
