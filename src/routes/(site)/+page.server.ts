import { loadSystem } from '$lib/systems';
import { openingOf } from '$lib/widget/opening';
import { SCENARIO } from './home';

/** Nothing is said of the scenario: on this page its crash is the visitor's. */
export const load = async () => ({
  opening: { ...openingOf(await loadSystem('load-balancer'), SCENARIO), story: '' },
});
