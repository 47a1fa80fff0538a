import { encode, type ReaderSpec, decode } from './nodes/codec';
import { specOf } from './nodes/reader';
import { truthOf } from './nodes/truth';
import { range } from '../../sim';
import { system } from '.';
import { FULL } from './story';
import { figure, source, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, type Settings } from '../../evidence/runs';

/** Made for this site before the kernel was written. */
const REFERENCE = source(
  'Reference numbers of question 3: Σ k · 10 % · 1,000 for k = 1 … 10',
  'questions/communication/',
);
const ENCODING = source(
  'Protocol Buffers documentation, Encoding',
  'https://protobuf.dev/programming-guides/encoding/',
);

/** Ten instances, one replaced every ten seconds, 100 requests a second in turn. */
const rollOut: Settings = { strategy: 'one-step', order: 'producer-first', ...FULL };

const exact = (label: string, published: number, ours: number): Figure =>
  figure(label, published, ours, published, published);

const SEEDS = [1, 2, 3];

async function counted(settings: Settings, label: string, name: string, published: number) {
  const counts = metric(await runsOf(system, { settings, seeds: SEEDS }), name);
  return counts.map((n, i) => exact(`${label}, seed ${SEEDS[i]}`, published, n));
}

const rename: Row = {
  id: 'q03',
  title: 'A rename in one step during a rolling deployment, 10,000 requests in 100 s: refused',
  unit: 'messages',
  source: REFERENCE,
  tolerance: 'exact: requests come at equal distances and go to the instances in turn',
  settings: asOptions(rollOut),
  seeds: SEEDS,
  cheap: true,
  async measure() {
    const [{ metrics }] = await runsOf(system, { settings: rollOut });
    return [
      exact('requests', 10_000, metrics.requests),
      ...(await counted(rollOut, 'refused', 'failed', 5500)),
    ];
  },
};

const reused: Settings = { ...rollOut, change: 'reuse', format: 'numbers' };

const reuse: Row = {
  id: 'q03.reuse',
  title: 'The same deployment, number 3 used again: errors that somebody sees, and silent misreads',
  unit: 'messages',
  source: REFERENCE,
  tolerance: 'exact',
  settings: asOptions(reused),
  seeds: SEEDS,
  cheap: true,
  async measure() {
    return [
      ...(await counted(reused, 'decode errors', 'decodeErrors', 0)),
      ...(await counted(reused, 'silent misreads', 'misread', 5500)),
    ];
  },
};

const numbered: Settings = { ...rollOut, format: 'numbers' };

const number: Row = {
  id: 'q03.numbers',
  title:
    'The rename where fields are known by numbers: the bytes are the same, and none is refused',
  unit: 'messages',
  source: ENCODING,
  tolerance: 'exact',
  settings: asOptions(numbered),
  seeds: SEEDS,
  cheap: true,
  async measure() {
    const contract = { format: 'numbers', change: 'rename', inPlace: true } as const;
    const changed = range(1000).filter((id) => {
      const [before, after] = (['old', 'new'] as const).map((s) =>
        encode(contract, s, truthOf(id)),
      );
      return before.join() !== after.join();
    });
    return [
      exact('of 1,000 messages, those that the rename changes', 0, changed.length),
      ...(await counted(numbered, 'refused', 'failed', 0)),
    ];
  },
};

const zigzag: Row = {
  id: 'q03.zigzag',
  title:
    'int64 read as sint64, both a varint: 150 comes out as 75, and 150 written as sint64 as 300',
  unit: 'read',
  source: ENCODING,
  tolerance: 'exact',
  settings: '',
  seeds: [],
  cheap: true,
  measure() {
    const contract = { format: 'numbers', change: 'retype-same-wire', inPlace: true } as const;
    const wallet = (stage: ReaderSpec['stage']): ReaderSpec =>
      specOf({ contract, part: 'wallet', strict: true, defaults: false }, stage);
    const truth = { ...truthOf(1), credit: 150 };
    const credit = (writes: 'old' | 'new', reads: 'old' | 'new'): number =>
      Number(decode(wallet(reads), encode(contract, writes, truth)).facts.credit);
    return Promise.resolve([
      exact('int64 as int64', 150, credit('old', 'old')),
      exact('int64 as sint64', 75, credit('old', 'new')),
      exact('sint64 as int64', 300, credit('new', 'old')),
      exact('sint64 as sint64', 150, credit('new', 'new')),
    ]);
  },
};

export const rows: readonly Row[] = [rename, reuse, number, zigzag];
