import { ROWS } from './rows';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ rows: ROWS });
