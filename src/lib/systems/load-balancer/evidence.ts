import type { Row } from '../../evidence/row';
import { balancing } from './evidence/balancing';
import { little } from './evidence/little';
import { page } from './evidence/page';
import { queues } from './evidence/queues';

export const rows: readonly Row[] = [little, ...queues, ...balancing, ...page];
