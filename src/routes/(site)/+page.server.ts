import { loadSystem } from '$lib/systems';
import { openingOf } from '$lib/widget/opening';

export const load = async () => ({ opening: openingOf(await loadSystem('load-balancer')) });
