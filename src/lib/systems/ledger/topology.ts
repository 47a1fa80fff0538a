import { attacker } from './nodes/attacker';
import { bank } from './nodes/bank';
import { customers } from './nodes/customers';
import { fullNode } from './nodes/full-node';
import { headerNode } from './nodes/header-node';
import { merchant } from './nodes/merchant';
import { FIRST_ATTACK, FIRST_TX } from './nodes/messages';
import { bothWays, layOut, many, ms, one, range, seconds } from '../../sim';
import type { NodeRef, Placing, Refs, SettingsOf } from '../../sim';
import { fullNodes, HALF, HEADER_NODES, networkOf, PRUNED_NODES, type Edge } from './graph';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;

/** The ring in its order: seven full nodes and one with headers only make a half. */
const parts = {
  customers: one(customers),
  bank: one(bank),
  attacker: one(attacker),
  left: many(HALF - 1, fullNode),
  lightLeft: one(headerNode),
  right: many(HALF - 1, fullNode),
  lightRight: one(headerNode),
  merchant: one(merchant),
};
export type LedgerParts = typeof parts;
type At = Refs<LedgerParts>;
type Place<N extends keyof LedgerParts> = Placing<LedgerParts>[N];

/** Full nodes that the others talk to; the customers have one on each side of the ring. */
const HOMES: Readonly<Record<'customers' | 'attacker' | 'merchant', readonly number[]>> = {
  customers: [2, 15],
  attacker: [4, 5, 6],
  merchant: [13],
};

const PURSES = 24;
const PURSE = 1000;
const PRICE = 10;
/** Accounts of the attacker at the bank: one an attack, with as much as one of its coins. */
const ATTACKER_ACCOUNT = PURSES;

/** The payment that the pictures follow: the attacker's, where there is an attack. */
const watchedIn = (s: Settings): number => (s.attack === 'none' ? FIRST_TX : FIRST_ATTACK);

/** Share of the work that is the attacker's. */
const shareOf = (s: Settings): number => (s.attack === 'none' ? 0 : s.attackerPercent / 100);
const attacksOf = (s: Settings): number => (s.attack === 'none' ? 0 : s.attacks);

/** The nodes of the ring by their number, from 1. */
const ringOf = ({ left, lightLeft, right, lightRight }: At): NodeRef[] => [
  ...left,
  lightLeft,
  ...right,
  lightRight,
];

const neighbours = (edges: readonly Edge[], n: number): number[] =>
  edges.flatMap(([a, b]) => (a === n ? [b] : b === n ? [a] : []));

const commonOptions = (s: Settings) => ({
  room: s.blockRoom,
  patience: seconds(1.5 * s.hopS + 1),
  helloEvery: seconds(s.helloS),
  txLoss: s.txLossPercent / 100,
  endowment: { purses: PURSES, attacks: attacksOf(s), amount: PURSE },
  watched: watchedIn(s),
  bug: s.bug,
});

const face = (kind: string, n: number) =>
  ({ id: `node-${n}`, label: `${kind} ${n}`, shape: 'replica', layer: 1, ring: true }) as const;

/** Full nodes of a half, whose first has the number `first`. */
const fulls =
  (s: Settings, at: At, edges: readonly Edge[], first: number): Place<'left'> =>
  (place) => {
    const n = first + place;
    const isPruned = PRUNED_NODES.includes(n);
    const ring = ringOf(at);
    const peers = neighbours(edges, n).map((p) => ring[p - 1]);
    if (HOMES.attacker.includes(n)) peers.push(at.attacker);
    const wallets = HOMES.customers.includes(n) ? [at.customers] : [];
    if (HOMES.merchant.includes(n)) wallets.push(at.merchant);
    return {
      ...face(isPruned ? 'pruned' : 'node', n),
      options: {
        ...commonOptions(s),
        tellsHeight: true,
        peers,
        light: peers.filter((p) => p === at.lightLeft || p === at.lightRight),
        wallets,
        meanGap: seconds((s.blockIntervalS * fullNodes.length) / (1 - shareOf(s))),
        keep: isPruned ? s.keepBlocks : 0,
      },
    };
  };

const light =
  (s: Settings, at: At, edges: readonly Edge[], n: number): Place<'lightLeft'> =>
  () => ({
    ...face('light', n),
    options: {
      peers: neighbours(edges, n).map((p) => ringOf(at)[p - 1]),
      helloEvery: seconds(s.helloS),
    },
  });

const attackerNode =
  (s: Settings, at: At): Place<'attacker'> =>
  () => ({
    id: 'attacker',
    label: s.attack === 'none' ? 'attacker (idle)' : 'attacker',
    shape: 'client',
    layer: 0,
    options: {
      ...commonOptions(s),
      tellsHeight: false,
      peers: HOMES.attacker.map((n) => ringOf(at)[n - 1]),
      light: [],
      wallets: [],
      meanGap: shareOf(s) > 0 ? seconds(s.blockIntervalS / shareOf(s)) : 0,
      keep: 0,
      bank: at.bank,
      account: ATTACKER_ACCOUNT,
      attacks: attacksOf(s),
      firstAt: seconds(s.attackAtS),
      pause: seconds(s.blockIntervalS),
      confirmations: s.confirmations,
      patienceBlocks: s.giveUpBlocks,
      amount: PURSE,
    },
  });

const customersNode =
  (s: Settings, at: At): Place<'customers'> =>
  () => ({
    id: 'customers',
    label: 'customers',
    shape: 'client',
    layer: 0,
    options: {
      nodes: HOMES.customers.map((n) => ringOf(at)[n - 1]),
      bank: at.bank,
      purses: PURSES,
      amount: PURSE,
      price: PRICE,
      meanGap: s.paymentsPerHour === 0 ? 0 : seconds(3600 / s.paymentsPerHour),
      firstAt: seconds(20),
      resendAfter: seconds(2 * s.blockIntervalS),
      conflictShare: s.conflictPercent / 100,
      conflictWithin: seconds(2 * s.blockIntervalS),
    },
  });

const bankNode =
  (s: Settings): Place<'bank'> =>
  () => ({
    id: 'bank',
    label: 'bank',
    shape: 'replica',
    layer: 0,
    options: {
      work: ms(s.bankMs),
      accounts: range(PURSES + attacksOf(s)).map((account) => [account, PURSE]),
    },
  });

const merchantNode =
  (s: Settings): Place<'merchant'> =>
  () => ({
    id: 'merchant',
    label: 'merchant',
    shape: 'client',
    layer: 2,
    options: {
      confirmations: s.confirmations,
      trials: s.raceTrials,
      share: s.attackerPercent / 100,
      rule: s.raceRule,
    },
  });

function linksOf(s: Settings, at: At, edges: readonly Edge[]) {
  const third = Math.max(1, seconds(s.hopS / 3));
  const desk = ms(s.bankMs);
  const ring = ringOf(at);
  const toRing = (from: NodeRef, homes: readonly number[], latency: number) =>
    homes.flatMap((n) => bothWays(from, ring[n - 1], latency));
  return [
    ...edges.flatMap(([a, b]) => bothWays(ring[a - 1], ring[b - 1], third)),
    ...toRing(at.attacker, HOMES.attacker, third),
    ...toRing(at.customers, HOMES.customers, desk),
    ...toRing(at.merchant, HOMES.merchant, desk),
    ...bothWays(at.customers, at.bank, desk),
    ...bothWays(at.attacker, at.bank, desk),
  ];
}

export function topology(s: Settings) {
  const edges = networkOf(s.graph, s.peers);
  const [leftLight, rightLight] = HEADER_NODES;
  return layOut(parts, (at) => ({
    nodes: {
      customers: customersNode(s, at),
      bank: bankNode(s),
      attacker: attackerNode(s, at),
      left: fulls(s, at, edges, 1),
      lightLeft: light(s, at, edges, leftLight),
      right: fulls(s, at, edges, HALF + 1),
      lightRight: light(s, at, edges, rightLight),
      merchant: merchantNode(s),
    },
    links: linksOf(s, at, edges),
  }));
}
