import { observer as makeObserver, seconds, sum } from '../../sim';
import type { Micros, NodeRef, Show, World } from '../../sim';
import { fact } from '../drawn';
import type { Answer, DnsRecord, Name, Zone } from './nodes/messages';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;

/** Queries are counted in stretches of so long, µs. */
export const STRETCH = seconds(10);

/** What nobody in the system knows: the truth about every copy. No node reads it. */
export interface Observed {
  /** The zones that the first name server has had, by serial, and the times of the change. */
  readonly published: Record<number, Zone>;
  serial: number;
  /** By name server: the version of the zone that it has. */
  readonly versions: number[];
  changedAt: Micros | null;
  /** By origin: when an authoritative answer was sent. */
  readonly issued: Map<number, Micros>;
  /** Resolvers of each crowd whose fresh copies are older than the zone: of the moved name, and of the new one. */
  readonly old: number[];
  readonly denying: number[];
  /** Shares of all resolvers a minute after the change. */
  staleAt60: number | null;
  deniedAt60: number | null;
  /** When the last old copy was seen, µs. */
  lastOld: Micros;
  /** Queries to each name server in this stretch, and to all of them in each stretch before. */
  readonly counting: number[];
  readonly stretches: number[];
  queries: number;
  /** Answers to clients with the old address after the change, and with expired copies while no server answered. */
  staleAnswers: number;
  servedStale: number;
  /** "No such name" for one that exists. */
  denied: number;
  refused: number;
  referrals: number;
  readonly failedShown: { n: number };
  /** What must not happen, in words, once it has. */
  tooOld: string | null;
  unpublished: string | null;
  wronglyDenied: string | null;
  next: Micros;
  stretchEnds: Micros;
}

const begin = ({ at }: Bare): Observed => {
  const { zone } = at.nameServers[0].durable;
  return {
    published: { [zone.serial]: zone },
    serial: zone.serial,
    versions: at.nameServers.map(() => 0),
    changedAt: null,
    issued: new Map(),
    old: at.resolvers.map(() => 0),
    denying: at.resolvers.map(() => 0),
    staleAt60: null,
    deniedAt60: null,
    lastOld: 0,
    counting: at.nameServers.map(() => 0),
    stretches: [],
    queries: 0,
    staleAnswers: 0,
    servedStale: 0,
    denied: 0,
    refused: 0,
    referrals: 0,
    failedShown: { n: 0 },
    tooOld: null,
    unpublished: null,
    wronglyDenied: null,
    next: 0,
    stretchEnds: STRETCH,
  };
};

/** Resolvers of each crowd that would now answer the name with something else than the zone says. */
export function outdated({ at, now }: Bare, name: Name, zone: Zone): number[] {
  const right = zone.addresses[name];
  return at.resolvers.map(({ volatile: v, mode }) => {
    if (mode.host === 'crashed') return 0;
    let n = 0;
    for (const copy of v.shelves[name].copies)
      if (copy !== null && copy.until > now && copy.record.address !== right) n++;
    return n;
  });
}

/** An answer may be wrong in three ways: too old, never published, or a denial of what exists. */
function audit(
  seen: Observed,
  world: Bare,
  from: NodeRef,
  record: DnsRecord,
  answer: Answer,
): void {
  const { name, resolver, stale } = answer;
  const { label, options } = world.as('resolvers', from);
  const issued = seen.issued.get(record.origin);
  const exempt = stale || resolver < options.ignoring;
  if (!exempt && issued !== undefined && world.now - issued > record.ttl)
    seen.tooOld ??= `${label}: a copy of ${name} is given out ${Math.round((world.now - issued) / 1e6)} s after the name server's answer, with a TTL of ${Math.round(record.ttl / 1e6)} s`;
  const zone = seen.published[record.serial] as Zone | undefined;
  if (zone?.addresses[name] !== record.address)
    seen.unpublished ??= `${label}: an answer for ${name} that no version of the zone contains`;
  if (name === 'www' && record.address === null)
    seen.wronglyDenied ??= `${label} says that www does not exist, and it always did`;
}

function noteAnswer(seen: Observed, world: Bare, from: NodeRef, to: NodeRef, answer: Answer): void {
  const { record, stale, name } = answer;
  if (record === null) return;
  audit(seen, world, from, record, answer);
  if (to !== world.at.client.index) return;
  const now = seen.published[seen.serial].addresses[name];
  if (stale) seen.servedStale++;
  if (record.address === null && now !== null) seen.denied++;
  if (record.address === 'old' && now === 'new') seen.staleAnswers++;
}

type Facts = 'old' | 'denying' | 'failed' | 'serves' | 'rate';

function look(seen: Observed, world: Bare, show: Show<Facts>): void {
  const { at, now } = world;
  const zone = seen.published[seen.serial];
  const look = (name: Name, kept: number[], fact: 'old' | 'denying'): number => {
    const found = outdated(world, name, zone);
    found.forEach((n, i) => {
      if (n !== kept[i]) show(at.resolvers[i].index, fact, n);
      kept[i] = n;
    });
    return sum(found);
  };
  const old = look('www', seen.old, 'old');
  const denying = look('shop', seen.denying, 'denying');
  if (old > 0) seen.lastOld = now;
  const since = seen.changedAt === null ? null : now - seen.changedAt;
  if (since !== null && since >= seconds(60) && seen.staleAt60 === null) {
    const resolvers = sum(at.resolvers.map((r) => r.options.count));
    seen.staleAt60 = old / resolvers;
    seen.deniedAt60 = denying / resolvers;
  }
  seen.next = now + seconds(old + denying > 0 || (since !== null && since < seconds(60)) ? 1 : 10);
}

function endStretch(seen: Observed, world: Bare, show: Show<Facts>): void {
  seen.stretches.push(sum(seen.counting));
  world.at.nameServers.forEach(({ index }, i) => {
    show(index, 'rate', (seen.counting[i] * 1e6) / STRETCH);
    seen.counting[i] = 0;
  });
  seen.stretchEnds += STRETCH;
}

function noteZone(seen: Observed, { at, now }: Bare, show: Show<Facts>): void {
  at.nameServers.forEach(({ index, durable: { zone } }, i) => {
    if (zone.serial === seen.versions[i]) return;
    seen.versions[i] = zone.serial;
    show(index, 'serves', zone.addresses.www === 'new' ? 2 : 1);
  });
  const { zone } = at.nameServers[0].durable;
  if (zone.serial === seen.serial) return;
  seen.published[zone.serial] = zone;
  seen.serial = zone.serial;
  if (zone.addresses.www !== 'new' || seen.changedAt !== null) return;
  seen.changedAt = now;
  seen.next = now;
}

const failures = ({ at: { client } }: Bare): number =>
  client.durable.dead + client.durable.servfail + client.durable.silent;

export const observer = makeObserver<Bare>()({
  facts: {
    old: fact.count('old copies', {
      tag: 'fault',
      text: (n) => (n > 0 ? `${n} old` : ''),
      says: (n) => `resolvers here that still answer with the old address: ${n}`,
    }),
    denying: fact.count('denied', {
      tag: 'fault',
      text: (n) => (n > 0 ? `${n} deny shop` : ''),
      says: (n) => `resolvers here that remember that the new name does not exist: ${n}`,
    }),
    failed: fact.count('failed', {
      tag: 'fault',
      text: (n) => (n > 0 ? `${n} failed` : ''),
      says: (n) => `followed lookups that ended without a page: ${n}`,
    }),
    serves: fact.badge('address of www', {
      text: (n) => (n === 0 ? '' : n === 1 ? 'www → old' : 'www → new'),
      says: (n) => `its zone says that www leads to the ${n === 1 ? 'old' : 'new'} server`,
    }),
    rate: fact.count('queries', {
      text: (n) => (n > 0 ? `${n >= 10 ? Math.round(n) : n} queries/s` : ''),
      says: (n) => `queries in the last ten seconds: ${n} a second`,
    }),
  },
  begin,
  sends: ['answer', 'reply', 'query', 'refused', 'referral'],
  send(seen, world, from, to, message) {
    if (message.type === 'answer') return noteAnswer(seen, world, from, to, message);
    if (message.type === 'reply') seen.issued.set(message.record.origin, world.now);
    else if (message.type === 'refused') seen.refused++;
    else if (message.type === 'referral') seen.referrals++;
    else {
      const place = to - world.at.nameServers[0].index;
      if (place < 0 || place >= seen.counting.length) return;
      seen.counting[place]++;
      seen.queries++;
    }
  },
  step(seen, world, show) {
    noteZone(seen, world, show);
    if (world.now >= seen.stretchEnds) endStretch(seen, world, show);
    if (world.now >= seen.next) look(seen, world, show);
    const failed = failures(world);
    if (failed === seen.failedShown.n) return;
    seen.failedShown.n = failed;
    show(world.at.client.index, 'failed', failed);
  },
});
