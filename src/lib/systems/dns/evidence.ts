import { system } from '.';
import { figure, source, within, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import { sum } from '../../sim';

const ARITHMETIC = source(
  'Question 15, by arithmetic: copies of random ages, of which each lives for its TTL',
  'questions/examples/',
);

const SEEDS = seedsTo(5);
const mean = (values: readonly number[]): number => sum(values) / values.length;

async function read(
  settings: Settings,
  until: string,
  name: string,
  faults: readonly string[] = [],
) {
  const runs = await runsOf(system, { settings, seeds: SEEDS, until, interventions: faults });
  return mean(metric(runs, name));
}

const about = (label: string, published: number, ours: number, by: number) =>
  figure(label, published, ours, published - by, published + by);

/** The share of resolvers with the old address 60 s after the change. */
const staleAt = async (settings: Settings): Promise<number> =>
  (await read({ changeAtS: 20, ...settings }, '140s', 'staleAt60Percent')) / 100;

const stale: Row = {
  id: 'q15',
  cheap: true,
  title: 'Share of lookups that still get the old address 60 s after the change, by TTL',
  unit: '',
  source: ARITHMETIC,
  tolerance: '± 0.04, as copies of 1,000 resolvers have random ages; 0 exactly',
  settings: asOptions({ changeAtS: 20, ttlS: '60|300|3600' }),
  seeds: SEEDS,
  async measure() {
    return [
      about('TTL 300 s: 1 − t/TTL', 0.8, await staleAt({ ttlS: 300 }), 0.04),
      about('TTL 60 s', 0, await staleAt({ ttlS: 60 }), 0),
      about('TTL 3,600 s', 0.983, await staleAt({ ttlS: 3600 }), 0.015),
      about(
        'TTL lowered from 300 s to 30 s one minute before: 1 − (60 + t)/TTL',
        0.6,
        await staleAt({ changeAtS: 70, lowerBeforeS: 60, lowTtlS: 30 }),
        0.04,
      ),
    ];
  },
};

const load: Row = {
  id: 'q15.load',
  cheap: true,
  title:
    'Queries a second that reach the name servers, of 1,000 resolvers with 2 lookups a second each',
  unit: '/s',
  source: source(
    'Renewal of one copy: once in TTL + 1/λ, so N/(TTL + 1/λ) for N resolvers',
    'questions/examples/',
  ),
  tolerance: '5 %',
  settings: asOptions({ changeAtS: 0, ttlS: '30|300' }),
  seeds: SEEDS,
  async measure() {
    const at = (ttlS: number, until: string) =>
      read({ changeAtS: 0, ttlS }, until, 'authorityPerS');
    return [
      within('TTL 300 s', 3.33, await at(300, '300s'), 0.05),
      within('TTL 30 s', 32.8, await at(30, '60s'), 0.05),
      within('TTL 5 s', 181.8, await at(5, '20s'), 0.05),
    ];
  },
};

const hits: Row = {
  id: 'q15.hits',
  cheap: true,
  title: 'Share of lookups answered from a copy: λT/(1 + λT)',
  unit: '',
  source: source(
    'Jaeyeon Jung, Arthur W. Berger, Hari Balakrishnan, Modeling TTL-based Internet Caches, INFOCOM 2003: Poisson lookups',
    'https://manuscript.isc.ac/Inventory/49/1588620.htm',
  ),
  tolerance: 'a tenth of the misses',
  settings: asOptions({ changeAtS: 0, ttlS: '5|300', rate: '0.1|2' }),
  seeds: SEEDS,
  async measure() {
    const at = async (settings: Settings, until: string) =>
      (await read({ changeAtS: 0, ...settings }, until, 'hitPercent')) / 100;
    const row = async (ttlS: number, rate: number, until: string) => {
      const published = (rate * ttlS) / (1 + rate * ttlS);
      const ours = await at({ ttlS, rate }, until);
      return about(`T = ${ttlS} s, λ = ${rate}/s`, published, ours, 0.1 * (1 - published));
    };
    return [await row(300, 2, '300s'), await row(5, 2, '20s'), await row(5, 0.1, '60s')];
  },
};

const outage: Row = {
  id: 'q15.outage',
  cheap: true,
  title:
    'Share of lookups that fail while all name servers are down for 60 s, on average over the outage',
  unit: '',
  source: source(
    'A copy is missing after u seconds with probability u/TTL, so u/(2·TTL) on average',
    'questions/examples/',
  ),
  tolerance: '± 0.02',
  settings: asOptions({ changeAtS: 0, followed: 20, ttlS: '120|300' }),
  seeds: SEEDS,
  async measure() {
    const down = ['20s crash ns-1', '20s crash ns-2', '80s restart ns-1', '80s restart ns-2'];
    const failing = async (settings: Settings) =>
      (await read({ changeAtS: 0, followed: 20, ...settings }, '95s', 'servfail', down)) /
      (60 * 20);
    return [
      about('TTL 300 s', 0.1, await failing({ ttlS: 300 }), 0.02),
      about('TTL 120 s', 0.25, await failing({ ttlS: 120 }), 0.035),
      about('TTL 300 s, stale copies served', 0, await failing({ ttlS: 300, serveStale: true }), 0),
    ];
  },
};

/** Published figures that this system reproduces. */
export const rows: readonly Row[] = [stale, load, hits, outage];
