const group = (sites: readonly number[]): string =>
  [...sites.map((s) => `client-${s}`), ...sites.map((s) => `replica-${s}`)].join(',');

/** The act that splits the sites; each client stays with its replica. */
export const split = (...sides: readonly (readonly number[])[]): string =>
  `partition ${sides.map(group).join('|')}`;

/** The first leader is on the minority side. */
export const LEADER_OUT: readonly string[] = [`15s ${split([1, 2], [3, 4, 5])}`, '45s heal'];

export const TWO_THREE = split([1, 2, 3], [4, 5]);
/** Half of a minute's load falls into the cut. */
export const CUT: readonly string[] = [`15s ${TWO_THREE}`, '45s heal'];
