import { grouped, significant } from '../lib/sim';

/** A cell: text is aligned to the left, numbers to the right. */
export type Cell = string | number;

/** A number as people read it: whole ones with separators, others to four significant places. */
export function readable(x: number): string {
  if (Number.isNaN(x)) return '–';
  if (Number.isInteger(x)) return grouped(x);
  return significant(x, Math.abs(x) >= 1000 ? 6 : 4);
}

/** Lines of columns, two spaces apart, without trailing space. */
export function table(rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map((c) => (typeof c === 'number' ? readable(c) : c)));
  const columns = Math.max(...texts.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...texts.map((t) => t[c]?.length ?? 0)),
  );
  const line = (row: readonly Cell[], i: number) =>
    row
      .map((cell, c) =>
        typeof cell === 'number' ? texts[i][c].padStart(widths[c]) : cell.padEnd(widths[c]),
      )
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** The sum of a record's keys as one table: a row a thing, a column a number. */
export function recordTable(
  records: Readonly<Record<string, Readonly<Record<string, number>>>>,
): string {
  const groups = new Map<string, [string, Readonly<Record<string, number>>][]>();
  for (const entry of Object.entries(records)) {
    const shape = Object.keys(entry[1]).join();
    groups.set(shape, [...(groups.get(shape) ?? []), entry]);
  }
  return [...groups.values()]
    .map((group) => {
      const columns = Object.keys(group[0][1]);
      const rows = group.map(([id, numbers]) => [id, ...columns.map((c) => numbers[c])]);
      return table([['', ...columns], ...rows]);
    })
    .join('\n\n');
}
