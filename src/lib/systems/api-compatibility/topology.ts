import { bothWays, layOut, many, ms, one, seconds } from '../../sim';
import type { LinkSpec, Micros, NodeRef, Placing, Refs, SettingsOf } from '../../sim';
import { numbered } from '../places';
import { consumer } from './nodes/consumer/consumer';
import { customers } from './nodes/consumer/customers';
import { PROGRAM, PROGRAMS, titleOf } from './nodes/consumer/programs';
import { pipeline } from './nodes/release/pipeline';
import { DAY, HOUR, type Service } from './nodes/users-api/changes';
import { instance } from './nodes/users-api/instance';
import { router } from './nodes/users-api/router';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type Place<N extends keyof Parts> = Placing<Parts>[N];

const HOP = ms(1);
/** The 99th percentile before change C, and the users on a page before change D, which all fit. */
const FAST = ms(20);
const FULL_PAGE = 5000;

const hours = (x: number): Micros => Math.round(x * HOUR);
const days = (x: number): Micros => Math.round(x * DAY);

function serviceOf({ users, smallPage, slowMs }: Settings): Service {
  return { users, fast: FAST, slow: ms(slowMs), page: Math.min(FULL_PAGE, users), smallPage };
}

const parts = (s: Settings) => ({
  customers: one(customers),
  consumers: many(PROGRAMS.length, consumer),
  router: one(router),
  pipeline: one(pipeline),
  staging: one(instance),
  instances: many(s.instances, instance),
});

const consumers =
  (s: Settings, at: At): Place<'consumers'> =>
  (place) => {
    const program = PROGRAMS[place];
    return {
      id: program,
      label: titleOf(program),
      shape: 'client',
      layer: 1,
      source: true,
      options: {
        program,
        place,
        places: PROGRAMS.length,
        router: at.router,
        customers: at.customers,
        pipeline: at.pipeline,
        meanGap: HOUR / (s.callsPerHour * PROGRAM[program].pace),
        loadFor: days(s.days),
        deadline: ms(s.deadlineMs),
        users: s.users,
        habits: s.relies === 'habits',
        adaptTime: days(s.adaptDays * PROGRAM[program].adapts),
      },
    };
  };

const instanceOptions = (s: Settings) => ({
  service: serviceOf(s),
  installTime: hours(s.installHours),
  bug: s.bug === 'last-wins' || s.bug === 'page-number' ? s.bug : ('none' as const),
});

const releases =
  (s: Settings, at: At): Place<'pipeline'> =>
  () => ({
    id: 'pipeline',
    label: 'pipeline',
    shape: 'coordinator',
    layer: 2,
    options: {
      instances: at.instances,
      staging: at.staging,
      router: at.router,
      consumers: at.consumers,
      service: serviceOf(s),
      ways: { A: s.shipA, B: s.shipB, C: s.shipC, D: s.shipD, E: s.shipE, F: s.shipF },
      commitsWithin: days(Math.min(7, 0.7 * s.days)),
      trainEvery: s.cadence === 'train' ? days(s.trainDays) : 0,
      tests: {
        fields: s.fieldTests,
        order: s.testOrder,
        deadline: s.testDeadline,
        pagination: s.testPagination,
        unknown: s.testUnknown,
        users: s.users,
        within: ms(s.deadlineMs),
      },
      schemaBlocks: s.schemaDiff === 'blocks',
      ciTime: hours(s.ciHours),
      canaryShare: s.canaryPercent / 100,
      bake: hours(s.canaryHours),
      comparison: s.canaryCompares,
      announces: s.notice !== 'none',
      notice: s.notice === 'window' ? days(s.noticeDays) : 0,
      listens: s.complaints === 'roll-back',
      bug:
        s.bug === 'tests-old' || s.bug === 'no-wait' || s.bug === 'forgets-canary' ? s.bug : 'none',
    },
  });

const nodes = (s: Settings, at: At): Placing<Parts> => ({
  customers: () => ({
    id: 'customers',
    label: 'customers',
    shape: 'client',
    layer: 0,
    options: {
      nodes: at.consumers,
      programs: PROGRAMS,
      users: s.users,
      notice: hours(s.noticeHours),
    },
  }),
  consumers: consumers(s, at),
  router: () => ({
    id: 'router',
    label: 'router',
    shape: 'balancer',
    layer: 2,
    options: { instances: at.instances, patience: seconds(2) },
  }),
  pipeline: releases(s, at),
  staging: () => ({
    id: 'staging',
    label: 'staging',
    shape: 'observer',
    layer: 3,
    options: instanceOptions(s),
  }),
  instances: (place) => ({
    ...numbered('users', place),
    shape: 'server',
    layer: 3,
    options: instanceOptions(s),
  }),
});

function links({ customers, consumers, router, pipeline, staging, instances }: At) {
  const pairs: (readonly [NodeRef, NodeRef])[] = [
    ...consumers.flatMap((node) => [
      [customers, node] as const,
      [node, router] as const,
      [node, pipeline] as const,
    ]),
    ...instances.flatMap((node) => [[router, node] as const, [pipeline, node] as const]),
    [pipeline, router],
    [pipeline, staging],
  ];
  return pairs.flatMap(([a, b]): LinkSpec<NodeRef>[] => bothWays(a, b, HOP));
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => ({ nodes: nodes(s, at), links: links(at) }));
