import { seconds, ms, type HuntSpec, type SettingsOf } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { settings } from './settings';

type S = SettingsOf<typeof settings>;

const { on, between } = faultsWithin({ longest: seconds(2) });
const any = anyOf<S>();

export const hunt: HuntSpec<S> = {
  settings: { loadS: 6, ratePerSecond: 20, availabilityPercent: 100, restartS: 5 },
  vary: {
    ...any(
      'usersIn',
      'organizationsIn',
      'surveysIn',
      'subscriptionsIn',
      'teamsIn',
      'timeoutMs',
      'attempts',
      'leakIn',
      'fallbackTeamListUsers',
      'fallbackOpenSurveyUsers',
      'fallbackOpenSurveyOrganizations',
      'fallbackSubmitAnswerSubscriptions',
      'fallbackDashboardOrganizations',
      'fallbackDashboardSurveys',
      'fallbackDashboardSubscriptions',
      'fallbackDashboardTeams',
    ),
    clientTimeoutMs: [100, 10_000],
    callMs: [1.2, 200],
    ...any('callSigma', 'inProcessMs', 'leakMb', 'memoryMb'),
  },
  until: '12s',
  faults: () => [
    ...on('service-*', {
      crash: { atOnce: 2 },
      pause: { atOnce: 2 },
      'fail-fast': {},
      slow: { most: 50 },
    }),
    ...on('store-*', { crash: {} }),
    ...on('service-*', { skew: {} }),
    ...on('monolith', { crash: {} }),
    ...on('service-*', { partition: {} }),
    ...between('service-*', 'service-*', { lose: {} }),
    ...between('*', '*', {
      duplicate: {},
      corrupt: {},
      delay: { most: ms(500) },
      reorder: { most: ms(200) },
    }),
  ],
  mostFaults: 4,
};
