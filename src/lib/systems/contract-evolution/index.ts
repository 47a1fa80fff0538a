import { defineSystem } from '../../sim';
import { message } from '../drawn';
import { challenge } from './challenge';
import { deliveryIn, gauges, stageIn, userIn } from './facts';
import { hunt } from './hunt';
import { measures } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'contract-evolution',
  title: 'A contract that changes',
  summary:
    'Ten instances write, two services read, a queue keeps old messages; a field changes while all of them run.',
  view: 'Bytes',
  settings,
  topology,
  messages: {
    request: message.request('request', 'Q'),
    publish: { ...message.event('message about a user', 'P'), label: userIn },
    deliver: { ...message.event('delivery to a reader', 'D'), label: deliveryIn },
    ack: { ...message.ack('read', 'K'), label: userIn },
    reject: { ...message.error('refused', 'X'), label: userIn },
    release: { ...message.vote('next release', 'R'), label: stageIn },
    released: message.reply('release is running', 'r'),
  },
  gauges: {
    ...gauges,
  },
  events: {
    runs: { title: 'release', text: ({ stage }) => `runs the “${stage}” release` },
  },
  probes: {},
  ...{ observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'messages that are bytes: Protobuf (tag, wire type, value) or JSON, written by the schema of one release and read by that of another',
      'a rolling deployment that replaces one process after the other, asks until the release has arrived, and rolls a step back',
      'a strict reader that refuses fields it does not know, and a tolerant one that ignores them',
      'a queue that keeps messages and may deliver them again as long as it has them; reserved names and numbers',
      'an observer who knows what each writer meant; what it counts is nowhere on the wire',
    ],
    simplified: [
      'a process switches to its next release in no time and loses nothing by it',
      'one field changes; when the contract is expanded first, the new field gets a name or number of its own',
      'days of retention are seconds, and the queue keeps one message in seven for replay',
      'Protobuf’s own readers are not strict: they keep what they do not know, and a proto3 field that is missing reads as zero; both readers here miss what they need',
    ],
    notModelled: [
      'a schema registry, or a check before the merge, that would reject such a change',
      'what belongs to a contract beside its schema: latency, order, errors, limits',
      'data at rest, which is a queue with a very long retention',
    ],
  },
  bugs: [
    {
      id: 'reused-number',
      why: 'A field number that is no longer needed gets a new meaning.',
      settings: { change: 'reuse', format: 'numbers', strategy: 'one-step' },
    },
    {
      id: 'missing-is-zero',
      why: 'A reader takes a field that is not there for zero.',
      settings: {
        change: 'remove',
        strategy: 'one-step',
        order: 'producer-first',
        bug: 'defaults',
      },
    },
    {
      id: 'dropped-in-the-same-release',
      why: 'Readers drop the old field in the release in which writers stop it.',
      settings: { strategy: 'own', step1: 'readers-both', step2: 'wait', step3: 'all-new' },
    },
    {
      id: 'no-wait',
      why: 'The old field is dropped while the queue still has it.',
      settings: {
        strategy: 'own',
        step1: 'readers-both',
        step2: 'writers-both',
        step3: 'writers-new',
        step4: 'readers-new',
        retentionS: 12,
      },
    },
    {
      id: 'blind-deployer',
      why: 'The deployer goes on by the clock, and an instance that was away has missed its release.',
      settings: { bug: 'blind' },
    },
  ],
});
