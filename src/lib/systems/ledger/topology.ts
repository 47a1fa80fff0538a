import { attacker, type AttackerOptions } from './nodes/attacker';
import { bank, type BankOptions } from './nodes/bank';
import { customers, type CustomersOptions } from './nodes/customers';
import { fullNode } from './nodes/full-node';
import { headerNode } from './nodes/header-node';
import { merchant, type MerchantOptions } from './nodes/merchant';
import { FIRST_ATTACK, FIRST_TX, MERCHANT } from './nodes/messages';
import type { NodeOptions } from './nodes/options';
import { bothWays, SECOND, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import { fullNodes, HEADER_NODES, networkOf, nodeNumbers, PRUNED_NODES, type Edge } from './graph';
import type { LedgerSettings } from './settings';

/** Numbers of the nodes: customers, bank and attacker first, then the sixteen, then the merchant. */
export const CUSTOMERS = 0;
export const BANK = 1;
export const ATTACKER = 2;
const BEFORE = 3;
export const nodeAt = (n: number): number => BEFORE + n - 1;
export const MERCHANT_AT = nodeAt(nodeNumbers.length + 1);

/** Probes after those of the nodes. */
export const PROBE = { confirm: 2, bank: 3 } as const;

/** Full nodes that the others talk to; the customers have one on each side of the ring. */
const HOMES = { customers: [2, 15], attacker: [4, 5, 6], merchant: 13 } as const;

export const PURSES = 24;
const PURSE = 1000;
const PRICE = 10;
/** Accounts of the attacker at the bank: one an attack, with as much as one of its coins. */
const ATTACKER_ACCOUNT = PURSES;

const micros = (seconds: number): number => Math.round(seconds * SECOND);

/** The payment that the pictures follow: the attacker's, where there is an attack. */
export const watchedIn = (s: Pick<LedgerSettings, 'attack'>): number =>
  s.attack === 'none' ? FIRST_TX : FIRST_ATTACK;

/** Share of the work that is the attacker's. */
const shareOf = (s: LedgerSettings): number => (s.attack === 'none' ? 0 : s.attackerPercent / 100);

const endowment = (s: LedgerSettings) => ({
  purses: PURSES,
  attacks: s.attack === 'none' ? 0 : s.attacks,
  amount: PURSE,
});

function neighbours(edges: readonly Edge[], n: number): number[] {
  return edges.flatMap(([a, b]) => (a === n ? [b] : b === n ? [a] : []));
}

function commonOptions(
  s: LedgerSettings,
): Omit<NodeOptions, 'peers' | 'light' | 'wallets' | 'meanGap' | 'keep'> {
  return {
    room: s.blockRoom,
    patience: micros(1.5 * s.hopS + 1),
    helloEvery: micros(s.helloS),
    txLoss: s.txLossPercent / 100,
    endowment: endowment(s),
    watched: watchedIn(s),
    bug: s.bug,
  };
}

function peerNode(s: LedgerSettings, edges: readonly Edge[], n: number): NodeSpec {
  const isHeaders = HEADER_NODES.includes(n);
  const isPruned = PRUNED_NODES.includes(n);
  const peers = neighbours(edges, n).map(nodeAt);
  if ((HOMES.attacker as readonly number[]).includes(n)) peers.push(ATTACKER);
  const wallets = [
    ...((HOMES.customers as readonly number[]).includes(n) ? [CUSTOMERS] : []),
    ...(n === HOMES.merchant ? [MERCHANT_AT] : []),
  ];
  const options: NodeOptions = {
    ...commonOptions(s),
    peers,
    light: peers.filter((p) => HEADER_NODES.some((h) => nodeAt(h) === p)),
    wallets,
    meanGap: micros((s.blockIntervalS * fullNodes.length) / (1 - shareOf(s))),
    keep: isPruned ? s.keepBlocks : 0,
  };
  return {
    id: `node-${n}`,
    label: `${isHeaders ? 'light' : isPruned ? 'pruned' : 'node'} ${n}`,
    behaviour: isHeaders ? headerNode : fullNode,
    options,
    shape: 'replica',
    layer: 1,
    ring: true,
  };
}

function attackerNode(s: LedgerSettings): NodeSpec {
  const share = shareOf(s);
  const options: AttackerOptions = {
    ...commonOptions(s),
    peers: HOMES.attacker.map(nodeAt),
    light: [],
    wallets: [],
    meanGap: share > 0 ? micros(s.blockIntervalS / share) : 0,
    keep: 0,
    bank: BANK,
    account: ATTACKER_ACCOUNT,
    attacks: s.attack === 'none' ? 0 : s.attacks,
    firstAt: micros(s.attackAtS),
    pause: micros(s.blockIntervalS),
    confirmations: s.confirmations,
    patienceBlocks: s.giveUpBlocks,
    amount: PURSE,
  };
  return {
    id: 'attacker',
    label: 'attacker',
    behaviour: attacker,
    options,
    shape: 'client',
    layer: 0,
  };
}

function customersNode(s: LedgerSettings): NodeSpec {
  const options: CustomersOptions = {
    nodes: HOMES.customers.map(nodeAt),
    bank: BANK,
    purses: PURSES,
    amount: PURSE,
    price: PRICE,
    meanGap: s.paymentsPerHour === 0 ? 0 : micros(3600 / s.paymentsPerHour),
    firstAt: micros(20),
    resendAfter: micros(2 * s.blockIntervalS),
    conflictShare: s.conflictPercent / 100,
    conflictWithin: micros(2 * s.blockIntervalS),
    confirmProbe: PROBE.confirm,
    bankProbe: PROBE.bank,
  };
  return {
    id: 'customers',
    label: 'customers',
    behaviour: customers,
    options,
    shape: 'client',
    layer: 0,
  };
}

function bankNode(s: LedgerSettings): NodeSpec {
  const { purses, attacks } = endowment(s);
  const accounts = Array.from({ length: purses + attacks }, (_, i) => [i, PURSE] as const);
  const options: BankOptions = {
    work: micros(s.bankMs / 1000),
    accounts,
    merchant: MERCHANT,
  };
  return { id: 'bank', label: 'bank', behaviour: bank, options, shape: 'replica', layer: 0 };
}

function merchantNode(s: LedgerSettings): NodeSpec {
  const options: MerchantOptions = {
    confirmations: s.confirmations,
    trials: s.raceTrials,
    share: s.attackerPercent / 100,
    rule: s.raceRule,
  };
  return {
    id: 'merchant',
    label: 'merchant',
    behaviour: merchant,
    options,
    shape: 'client',
    layer: 2,
  };
}

function linksOf(s: LedgerSettings, edges: readonly Edge[]): LinkSpec[] {
  const third = Math.max(1, Math.round((s.hopS * SECOND) / 3));
  const desk = Math.round(s.bankMs * 1000);
  const id = (n: number): string => `node-${n}`;
  return [
    ...edges.flatMap(([a, b]) => bothWays(id(a), id(b), third)),
    ...HOMES.attacker.flatMap((n) => bothWays('attacker', id(n), third)),
    ...HOMES.customers.flatMap((n) => bothWays('customers', id(n), desk)),
    ...bothWays('merchant', id(HOMES.merchant), desk),
    ...bothWays('customers', 'bank', desk),
    ...bothWays('attacker', 'bank', desk),
  ];
}

export function topology(s: LedgerSettings): Topology {
  const edges = networkOf(s.graph, s.peers);
  return {
    nodes: [
      customersNode(s),
      bankNode(s),
      attackerNode(s),
      ...nodeNumbers.map((n) => peerNode(s, edges, n)),
      merchantNode(s),
    ],
    links: linksOf(s, edges),
  };
}
