import type { SettingFields, SettingsOf } from '../../sim';
import { groups } from '../fields';

const [voting, faults, load] = groups('voting', 'faults', 'load');

export const settings = {
  servers: voting.integer({
    title: 'servers (n)',
    help: 'each is asked every question',
    min: 1,
    max: 9,
    default: 3,
  }),
  needed: voting.integer({
    title: 'votes needed (k)',
    help: 'so many matching answers are accepted; 1 takes the first reply',
    min: 1,
    max: 5,
    default: 2,
  }),
  deadlineMs: voting.milliseconds({
    title: 'deadline',
    help: 'after this long without enough matching answers there is no answer',
    min: 20,
    max: 1000,
    default: 80,
    slider: { min: 20, max: 1000, step: 20 },
  }),
  judge: voting.choice({
    title: 'who counts',
    help: 'where the votes are compared',
    options: {
      client: 'each client – every client asks all servers itself',
      voter: 'one voter – a node between clients and servers',
    },
    default: 'client',
  }),
  liars: faults.integer({
    title: 'liars (b)',
    help: 'servers that answer falsely from the beginning, the last ones first',
    min: 0,
    max: 9,
    default: 0,
  }),
  collude: faults.toggle({
    title: 'liars collude',
    help: 'they have agreed on one false value; otherwise each makes up its own',
    default: true,
  }),
  versions: faults.integer({
    title: 'program versions',
    help: 'written independently; servers run them in turn: A, B, C, A, B …',
    min: 1,
    max: 9,
    default: 1,
  }),
  bugPercent: faults.percentage({
    title: 'inputs that trip a bug',
    help: 'every server that runs the version gets them wrong in the same way',
    min: 0,
    max: 100,
    default: 0,
    slider: { min: 0, max: 20, step: 1 },
  }),
  bugIn: faults.choice({
    title: 'bugs in',
    help: 'which versions have bugs',
    options: {
      first: 'version A',
      every: 'every version – each gets different inputs wrong',
    },
    default: 'first',
  }),
  sharedPercent: faults.advanced.percentage({
    title: 'bugs in common',
    help: 'of the inputs that trip a bug, the share that every version gets wrong in the same way',
    min: 0,
    max: 100,
    default: 0,
  }),
  clients: load.integer({
    title: 'clients',
    help: 'each asks questions of its own',
    min: 1,
    max: 5,
    default: 1,
  }),
  questions: load.integer({
    title: 'questions',
    help: 'of each client',
    min: 1,
    max: 100_000,
    default: 40,
    slider: { min: 1, max: 10_000, log: true },
  }),
  gapMs: load.milliseconds({
    title: 'a question every',
    help: 'time between two questions of one client',
    min: 1,
    max: 10_000,
    default: 100,
    slider: { min: 10, max: 1000, step: 10 },
  }),
  meanMs: load.milliseconds({
    title: 'time to answer',
    help: 'mean of an exponential distribution, for each server by itself',
    min: 0.1,
    max: 1000,
    default: 10,
    slider: { min: 1, max: 100 },
  }),
  hopMs: load.advanced.milliseconds({
    title: 'hop',
    help: 'one-way time between two machines',
    min: 0,
    max: 1000,
    default: 2,
    slider: { min: 0, max: 50 },
  }),
  bug: voting.plantedBug({
    'counts-messages': 'the count of ballots',
    'counts-late': 'the count of ballots',
  }),
} as const satisfies SettingFields;

export type VotingSettings = SettingsOf<typeof settings>;
