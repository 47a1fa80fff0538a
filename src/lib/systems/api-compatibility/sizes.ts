import type { SettingFields } from '../../sim';
import { groups } from '../fields';

const [load, service, consumers, releases] = groups('load', 'service', 'consumers', 'releases');

/** Sizes, rates and times of the service, its pipeline and its load. */
export const sizes = {
  days: load.days({
    title: 'calendar',
    help: 'days that consumers call; commits come at random times in the first seven, or seven tenths. A day is 24 s of the run',
    min: 0.1,
    max: 1000,
    default: 10,
    slider: { min: 7, max: 28, step: 1 },
  }),
  callsPerHour: load.number({
    title: 'Wallet’s calls',
    help: 'in an hour of the calendar, at random times; Web has half as many jobs, Surveys an eighth, Billing a 24th',
    min: 0.001,
    max: 1000,
    default: 12,
    unit: '/h',
    slider: { min: 1, max: 40, step: 1 },
  }),
  users: service.advanced.integer({
    title: 'users',
    help: 'users that the service knows',
    min: 10,
    max: 5000,
    default: 1000,
    slider: { min: 100, max: 2000, step: 100 },
  }),
  instances: service.advanced.integer({
    title: 'instances',
    help: 'processes of the users service; the first one is the canary',
    min: 2,
    max: 8,
    default: 4,
    slider: { min: 2, max: 8 },
  }),
  deadlineMs: consumers.milliseconds({
    title: 'Wallet’s deadline',
    help: 'the Wallet gives up a call after this long',
    min: 30,
    max: 2000,
    default: 300,
    slider: { min: 50, max: 1000, step: 10 },
  }),
  slowMs: service.milliseconds({
    title: 'C’s 99th percentile',
    help: 'the longest time that an answer takes with change C; the shortest is four fifths of it',
    min: 20,
    max: 1500,
    default: 400,
    slider: { min: 20, max: 1000, step: 10 },
  }),
  smallPage: service.advanced.integer({
    title: 'D’s page',
    help: 'users on a page with change D',
    min: 10,
    max: 5000,
    default: 100,
    slider: { min: 50, max: 1000, step: 50 },
  }),
  ciHours: releases.advanced.hours({
    title: 'build',
    help: 'hours from a commit to its contract tests',
    min: 0,
    max: 240,
    default: 0.5,
    slider: { min: 0, max: 4, step: 0.25 },
  }),
  installHours: releases.advanced.hours({
    title: 'install',
    help: 'hours that one instance takes to install a version',
    min: 0,
    max: 24,
    default: 0.25,
    slider: { min: 0, max: 2, step: 0.25 },
  }),
} as const satisfies SettingFields;
