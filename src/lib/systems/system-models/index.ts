import { counted, defineSystem } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const order = ({ value }: { readonly value: number }): string => `order ${value}`;
const name = (place: number): string => `node ${place + 1}`;

export const system = defineSystem({
  id: 'system-models',
  title: 'Same algorithm, other physics',
  summary:
    'Nodes watch each other by heartbeats and agree by votes. The code stays the same; what may happen to messages and nodes changes.',
  view: 'Models',
  settings,
  topology,
  messages: {
    heartbeat: message.heartbeat('heartbeat', 'H'),
    proposal: { ...message.request('proposal', 'P'), label: order },
    echo: { ...message.vote('echo', 'E'), label: order },
    accept: { ...message.ack('acceptance', 'A'), label: order },
    skip: { ...message.error('next round', 'N'), label: ({ round }) => `round ${round}` },
    decision: { ...message.reply('decision', 'D'), label: order },
  },
  gauges: {
    round: gauge.count('round', {
      tag: 'waiting',
      durable: true,
      text: (n) => (n > 0 ? `round ${n}` : ''),
      says: (n) => `the vote is in round ${n}; it begins in round 0`,
    }),
    votes: gauge.count('votes', {
      text: (n) => (n > 0 ? counted(n, 'vote') : ''),
      says: (n) => `${counted(n, 'node')}, itself included, back what it proposes`,
    }),
    chosen: gauge.badge('decided', {
      tag: 'well',
      durable: true,
      text: (n) => (n > 0 ? `order ${n}` : ''),
      says: (n) => `the last vote that it saw end was for order ${n}`,
    }),
    held: gauge.count('held', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `${n} held` : ''),
      says: (n) => `${counted(n, 'message')} on the way`,
    }),
  },
  events: {
    suspects: { title: 'a suspicion', text: ({ place }) => `suspects ${name(place)}` },
    trusts: { title: 'a suspicion ends', text: ({ place }) => `trusts ${name(place)} again` },
    round: {
      title: 'a round begins',
      text: ({ slot, round }) => `vote ${slot + 1}: round ${round}`,
    },
    decides: {
      title: 'a decision',
      text: ({ slot, value }) => `vote ${slot + 1}: order ${value}`,
    },
    holds: {
      title: 'a message is held',
      text: ({ no, message }) => `holds message ${no}: ${message.type} of ${name(message.by)}`,
    },
    passes: { title: 'a message is delivered', text: ({ no }) => `delivers message ${no}` },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'each node’s own detector: it knows heartbeats that have arrived and nothing else, and withdraws a suspicion when the node is heard of again',
      'delays that are log-normal, drawn for each message, with a bound or without; messages overtake each other',
      'votes in rounds with a rotating coordinator: proposal, echo and acceptance, a quorum for each, and a lock that is carried into later rounds',
      'crashes that lose memory and keep votes on disk, pauses, lost and repeated messages, and nodes that catch up on what was decided',
      'liars that propose and vote for two values at once, each where it is believed, and that support each other',
      'a scheduler that sees every message, decides when it arrives, and can neither lose nor change one',
    ],
    simplified: [
      'the same vote serves crashes and liars: only the quorum differs; locks of liars cannot be forged, as if echoes were signed',
      'handling a message takes no time; steps are slow only where a node is paused',
      'the adversary knows the algorithm and keeps coordinators apart; it is one bad schedule, not the worst of all',
      'with messages in order, a lost heartbeat is not sent again, so that all behind it wait for good',
      'wrong suspicions are counted by an outside observer; no node can tell',
    ],
    notModelled: [
      'randomised agreement, which ends with probability one without any bound',
      'accrual detectors, which give a level of suspicion instead of yes or no',
      'physical and architectural models; the page has them in words',
    ],
  },
  bugs: [
    planted('never-withdraws', 'A suspicion stays, even when the node is heard of again.'),
    planted(
      'trusted-majority',
      'A majority of the nodes that it trusts is enough for it, not of all.',
    ),
  ],
});
