import { seconds, type HuntFault, type HuntSpec, type SettingsOf } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { settings } from './settings';

const { on, between } = faultsWithin();
const any = anyOf<SettingsOf<typeof settings>>();

/** As long as an install order is worth waiting for. */
const LONGEST = seconds(6);

/** Orders that come after later ones: drawn twice as often, since it takes two releases for them to matter. */
function late(fault: 'delay' | 'reorder'): HuntFault[] {
  const orders: HuntFault = {
    fault,
    nodes: 'pipeline',
    to: 'users-*',
    atOnce: 2,
    longest: seconds(20),
    most: seconds(20),
  };
  return [orders, orders];
}

/** A calendar of two days with few calls on few users. */
export const hunt: HuntSpec<SettingsOf<typeof settings>> = {
  settings: {
    days: 2,
    callsPerHour: 5,
    users: 30,
    smallPage: 10,
    canaryPercent: 40,
    canaryHours: 3,
    ciHours: 0.25,
  },
  until: '48s',
  vary: {
    ...any(
      'shipA',
      'shipB',
      'shipC',
      'shipD',
      'shipE',
      'shipF',
      'relies',
      'fieldTests',
      'schemaDiff',
      'cadence',
    ),
    trainDays: [0.5, 2],
    canaryCompares: ['latency', 'consumers'],
    notice: 'any',
    noticeDays: [0, 2],
    adaptDays: [0, 4],
    complaints: 'any',
    noticeHours: [1, 96],
    instances: 'any',
  },
  /**
   * What releases have to bear: instances that crash, pause, slow down or fail in the middle of one, and orders that
   * are lost, duplicated, late or out of order.
   */
  faults: () => [
    ...on('users-*', { crash: { atOnce: 2, longest: LONGEST } }),
    ...on('staging', { crash: { longest: LONGEST } }),
    ...on('users-*', { pause: { longest: LONGEST } }),
    ...on('users-1', { slow: { longest: seconds(15) } }),
    ...on('users-1', { slow: { longest: seconds(15) } }),
    ...on('users-*', { 'fail-fast': { longest: LONGEST } }),
    ...between('pipeline', 'users-*', {
      lose: { longest: LONGEST },
      duplicate: { longest: LONGEST },
    }),
    ...late('delay'),
    ...late('reorder'),
    ...between('users-*', 'pipeline', { lose: { longest: LONGEST } }),
    ...between('pipeline', 'users-*', { cut: { longest: LONGEST } }),
  ],
};
