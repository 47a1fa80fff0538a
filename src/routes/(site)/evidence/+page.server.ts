import { ROWS } from './kept';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ rows: ROWS });
