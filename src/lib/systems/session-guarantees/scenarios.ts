import type { Scenario } from '../../sim';
import type { SessionWorld as W } from './world';
export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'x',
    story: '',
    watch: '',
    seen: '',
    settings: {},
    interventions: [],
    until: null,
    captions: [],
  },
];
