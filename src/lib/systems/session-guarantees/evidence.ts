import type { Row } from '../../evidence/row';

export const rows: readonly Row[] = [];
