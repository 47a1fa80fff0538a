import type { Row } from '../../evidence/row';

/** Published figures that this system reproduces. */
export const rows: readonly Row[] = [];
