import { LETTERS, type Partition } from '../partitions';

/** Where something lies on the grid; rows and columns from 1, as CSS has them. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}
export interface ServiceCell extends Cell {
  readonly rows: number;
  readonly columns: number;
}

export interface Board {
  readonly services: readonly ServiceCell[];
  /** By entity. */
  readonly entities: readonly Cell[];
  readonly rows: number;
  readonly columns: number;
}

/** Room below the fullest service, so that there is always somewhere to drop. */
const LEAST_ROWS = 2;
/** Entities side by side where services lie below each other. */
const ABREAST = 2;

/**
 * Services as columns with their entities below each other; on a narrow board as bands, entities two abreast. Row 1 of
 * a column, and column 1 of a band, is the service's own name.
 */
export function layBoard(partition: Partition, narrow: boolean): Board {
  const inOrder = LETTERS.map((_, s) => partition.flatMap((of, e) => (of === s ? [e] : [])));
  return narrow ? bands(partition, inOrder) : columns(partition, inOrder);
}

function columns(partition: Partition, inOrder: readonly number[][]): Board {
  const rows = 1 + Math.max(LEAST_ROWS, ...inOrder.map((entities) => entities.length));
  return {
    services: LETTERS.map((_, s) => ({ row: 1, column: s + 1, rows, columns: 1 })),
    entities: partition.map((s, e) => ({ row: 2 + inOrder[s].indexOf(e), column: s + 1 })),
    rows,
    columns: LETTERS.length,
  };
}

function bands(partition: Partition, inOrder: readonly number[][]): Board {
  let row = 1;
  const services = inOrder.map((entities): ServiceCell => {
    const rows = Math.max(1, Math.ceil(entities.length / ABREAST));
    row += rows;
    return { row: row - rows, column: 1, rows, columns: ABREAST + 1 };
  });
  const entities = partition.map((s, e) => {
    const place = inOrder[s].indexOf(e);
    const down = Math.floor(place / ABREAST);
    return { row: services[s].row + down, column: 2 + (place % ABREAST) };
  });
  return { services, entities, rows: row - 1, columns: ABREAST + 1 };
}

/** The service that a key sends an entity of service `from` to; `undefined` when the key sends it nowhere. */
export function sentBy(key: string, from: number, narrow: boolean): number | undefined {
  const letter = LETTERS.findIndex((each) => each === key.toLowerCase());
  if (letter >= 0) return letter;
  const [back, on] = narrow ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  if (key === back) return Math.max(0, from - 1);
  return key === on ? Math.min(LETTERS.length - 1, from + 1) : undefined;
}
