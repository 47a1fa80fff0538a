import { consumer, type ConsumerOptions } from './nodes/consumer/consumer';
import { customers, type CustomersOptions } from './nodes/consumer/customers';
import { PROGRAM, PROGRAMS } from './nodes/consumer/programs';
import type { PipelineOptions } from './nodes/release/options';
import { pipeline } from './nodes/release/pipeline';
import { DAY, HOUR, type Service } from './nodes/users-api/changes';
import { instance, type InstanceOptions } from './nodes/users-api/instance';
import { router, type RouterOptions } from './nodes/users-api/router';
import {
  bothWays,
  MILLISECOND,
  SECOND,
  type LinkSpec,
  type Micros,
  type NodeSpec,
  type Topology,
} from '../../sim';
import type { CompatibilitySettings } from './settings';

/** Node numbers: customers, four consumers, router, pipeline, staging, and the instances after it. */
export const AT = { customers: 0, consumers: 1, router: 5, pipeline: 6, staging: 7, instances: 8 };

/** Probes of the router, and after them two a consumer: right results, wrong ones. */
export const PROBES = { latency: 0, answers: 1, errors: 2, results: 3 };

const HOP: Micros = MILLISECOND;
/** The 99th percentile before change C, and the users on a page before change D, which all fit. */
const FAST: Micros = 20 * MILLISECOND;
const FULL_PAGE = 5000;

const hours = (x: number): Micros => Math.round(x * HOUR);
const days = (x: number): Micros => Math.round(x * DAY);

export const consumerNodes = PROGRAMS.map((_, i) => AT.consumers + i);
export const instanceNodes = (s: CompatibilitySettings): number[] =>
  Array.from({ length: s.instances }, (_, i) => AT.instances + i);

function serviceOf(s: CompatibilitySettings): Service {
  const { users, smallPage } = s;
  const slow = Math.round(s.slowMs * MILLISECOND);
  return { users, fast: FAST, slow, page: Math.min(FULL_PAGE, users), smallPage };
}

function consumerNode(s: CompatibilitySettings, place: number): NodeSpec {
  const program = PROGRAMS[place];
  const options: ConsumerOptions = {
    program,
    place,
    places: PROGRAMS.length,
    router: AT.router,
    customers: AT.customers,
    pipeline: AT.pipeline,
    meanGap: HOUR / (s.callsPerHour * PROGRAM[program].pace),
    loadFor: days(s.days),
    deadline: Math.round(s.deadlineMs * MILLISECOND),
    users: s.users,
    habits: s.relies === 'habits',
    adaptTime: days(s.adaptDays * PROGRAM[program].adapts),
  };
  return {
    id: program,
    label: program[0].toUpperCase() + program.slice(1),
    behaviour: consumer,
    options,
    shape: 'client',
    layer: 1,
    source: true,
  };
}

function instanceNode(s: CompatibilitySettings, place: number): NodeSpec {
  const isStaging = place < 0;
  const options: InstanceOptions = {
    service: serviceOf(s),
    installTime: hours(s.installHours),
    bug: s.bug === 'last-wins' || s.bug === 'page-number' ? s.bug : 'none',
  };
  return {
    id: isStaging ? 'staging' : `users-${place + 1}`,
    label: isStaging ? 'staging' : `users ${place + 1}`,
    behaviour: instance,
    options,
    shape: isStaging ? 'observer' : 'server',
    layer: 3,
  };
}

function pipelineOptions(s: CompatibilitySettings): PipelineOptions {
  return {
    instances: instanceNodes(s),
    staging: AT.staging,
    router: AT.router,
    consumers: consumerNodes,
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
      within: Math.round(s.deadlineMs * MILLISECOND),
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
  };
}

const customerOptions = (s: CompatibilitySettings): CustomersOptions => ({
  nodes: consumerNodes,
  programs: PROGRAMS,
  users: s.users,
  notice: hours(s.noticeHours),
  firstProbe: PROBES.results,
});

function nodesOf(s: CompatibilitySettings): NodeSpec[] {
  const routerOptions: RouterOptions = {
    instances: instanceNodes(s),
    patience: 2 * SECOND,
    probes: PROBES,
  };
  return [
    {
      id: 'customers',
      label: 'customers',
      behaviour: customers,
      options: customerOptions(s),
      shape: 'client',
      layer: 0,
    },
    ...PROGRAMS.map((_, place) => consumerNode(s, place)),
    {
      id: 'router',
      label: 'router',
      behaviour: router,
      options: routerOptions,
      shape: 'load-balancer',
      layer: 2,
    },
    {
      id: 'pipeline',
      label: 'pipeline',
      behaviour: pipeline,
      options: pipelineOptions(s),
      shape: 'coordinator',
      layer: 2,
    },
    instanceNode(s, -1),
    ...Array.from({ length: s.instances }, (_, i) => instanceNode(s, i)),
  ];
}

function linksOf(s: CompatibilitySettings): LinkSpec[] {
  const fleet = Array.from({ length: s.instances }, (_, i) => `users-${i + 1}`);
  const pairs = [
    ...PROGRAMS.flatMap((id) => [
      ['customers', id],
      [id, 'router'],
      [id, 'pipeline'],
    ]),
    ...fleet.flatMap((id) => [
      ['router', id],
      ['pipeline', id],
    ]),
    ['pipeline', 'router'],
    ['pipeline', 'staging'],
  ];
  return pairs.flatMap(([a, b]) => bothWays(a, b, HOP));
}

export function topology(s: CompatibilitySettings): Topology {
  return { nodes: nodesOf(s), links: linksOf(s) };
}
