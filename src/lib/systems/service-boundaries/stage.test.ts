import { describe, expect, test } from 'vitest';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario, testShownFacts } from '../../../../tests/fixtures/system/stage-facts';
import { system } from '.';
import { LETTERS } from './partitions';

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout: 60_000 }, () => {
  testShownFacts(system, {
    healthy: ['end clients: 0.95 calls each'],
    broken: [
      '1 service-c: back in 30.0 s',
      '1 monolith: killed 1×',
      '2 service-a: 11 failed',
      '2 monolith: 89 failed',
      '2 service-a: time-out 200 ms',
      'end monolith: 1,435 failed',
      'end clients: monolith 52.2 %',
    ],
    fixed: ['2 service-a: 6 with a gap', 'end clients: 0.45 calls each'],
    leak: ['0 service-c: memory 3 %', '1 monolith: killed 1×', 'end service-c: killed 3×'],
    slow: ['1 service-d: 11 late replies'],
  });

  const ids = ['healthy', 'broken', 'fixed', 'leak', 'slow'];
  test.each(ids)('%s: the figures of the panel at the end', (id) => {
    const { result, at } = stageOfScenario(system, id);
    const { metrics: m } = result;
    const end = at(result.virtualMs * 1000);
    const said = (texts: readonly string[], words: RegExp): number =>
      texts
        .filter((text) => words.test(text))
        .reduce((n, text) => n + Number(text.replace(/,/g, '').match(/[\d.]+/)![0]), 0);
    const services = LETTERS.flatMap((letter) => end.facts(`service-${letter}`));
    const [clients, monolith] = [end.facts('clients'), end.facts('monolith')];
    expect(said(services, /failed$/)).toBe(m.failed + m.unknown);
    expect(said(services, /with a gap$/)).toBe(m.degraded);
    expect(said(services, /^killed/)).toBe(m.deaths);
    expect(said(services, /late repl/)).toBe(m.lateAnswers);
    expect(said(monolith, /failed$/)).toBe(m.monolithUnknown);
    expect(said(monolith, /^killed/)).toBe(m.monolithDeaths);
    expect(said(clients, /^services/)).toBeCloseTo(m.splitSuccessPercent, 1);
    expect(said(clients, /^monolith/)).toBeCloseTo(m.monolithSuccessPercent, 1);
    expect(said(clients, /calls each$/)).toBeCloseTo(m.crossCallsPerRequest, 2);
  });
});
