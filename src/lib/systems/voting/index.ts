import { counted, defineSystem } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { shortValue } from './nodes/answers';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const LETTERS = 'ABCDEFGHI';

export const system = defineSystem({
  id: 'voting',
  title: 'Outvoting liars',
  summary:
    'Servers answer the same question, and matching votes decide. Some are dead, some are slow, some lie, and some have the same bug.',
  view: 'Ballots',
  settings,
  topology,
  messages: {
    question: message.request('question', 'Q'),
    ask: message.request('question to a server', 'A'),
    ballot: { ...message.vote('vote', 'B'), label: ({ value }) => shortValue(value) },
    verdict: {
      ...message.reply('decision', 'V'),
      label: ({ decision }) => (decision.value === null ? 'none' : shortValue(decision.value)),
    },
  },
  gauges: {
    agree: gauge.count('matching votes', {
      tag: 'well',
      text: (n) => (n > 0 ? `${n} agree` : ''),
      says: (n) => `${counted(n, 'vote')} for the value that has most`,
    }),
    against: gauge.count('other votes', {
      text: (n) => (n > 0 ? `${n} against` : ''),
      says: (n) => `${counted(n, 'vote')} for another value`,
    }),
    left: gauge.countdown('deadline', { unit: 'µs', tag: 'waiting' }),
    jobs: gauge.stack('questions in work'),
    version: gauge.badge('version', {
      durable: true,
      text: (n) => (n > 0 ? `version ${LETTERS[n - 1]}` : ''),
      says: (n) => `runs version ${LETTERS[n - 1]} of the program`,
    }),
  },
  events: {
    opened: {
      title: 'all servers are asked',
      text: ({ poll }) => `asks all servers (poll ${poll})`,
    },
    counted: {
      title: 'a vote is counted',
      text: ({ poll, value }) => `counts ${shortValue(value)} in poll ${poll}`,
    },
    ignored: {
      title: 'a ballot is put aside',
      text: ({ poll, value }) => `puts ${shortValue(value)} of poll ${poll} aside`,
    },
    decided: {
      title: 'a poll is over',
      text: ({ poll, value, agree, against }) =>
        value === null
          ? `poll ${poll}: no answer, at most ${agree} matching`
          : `poll ${poll}: ${shortValue(value)}, ${agree} to ${against}`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'every question goes to all servers; each answers after a time of its own; matching values are counted until enough agree or the deadline passes',
      'servers that crash, are slow, lose messages, lie by themselves or collude, each changed at any moment of the run',
      'programs in several versions; a bug is a function of the input, so every server of a version is wrong on the same inputs in the same way',
      'inputs that mislead all versions alike',
      'votes counted by each client, or by one voter that can crash and lie like anybody else',
      'late and duplicate ballots; each decision with the votes that it stands on',
    ],
    simplified: [
      'servers keep no state: the same input always has the same right answer',
      'a server works on any number of questions side by side, without a queue',
      'liars lie in every answer; colluding ones agreed on their values beforehand and need no messages',
      'two lies that were made up independently never match, since a value has 32 bits',
      'whether an answer is right is judged by an outside observer; no client can tell',
    ],
    notModelled: [
      'forged senders: a ballot comes from whom it says',
      'agreement among the servers themselves, which takes 3f + 1 of them where messages are unsigned',
      'votes on values that are nearly equal, such as readings of sensors',
      'repair of a server that was outvoted',
    ],
  },
  bugs: [
    planted('counts-messages', 'A duplicate ballot counts as a second vote of its server.'),
    planted(
      'counts-late',
      'A ballot that comes too late is counted for the question that is open.',
    ),
    {
      id: 'first-reply',
      why: 'One vote decides, and the liar may be the first to answer.',
      settings: { needed: 1 },
    },
  ],
});
