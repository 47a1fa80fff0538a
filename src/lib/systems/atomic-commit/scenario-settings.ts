export const CALM = { requestLossPercent: 0, replyLossPercent: 0, rejectPercent: 0 } as const;

/** The coordinator is down for half a minute, and everybody writes one row. */
export const BLOCKED = {
  ...CALM,
  signUps: 900,
  hotPercent: 100,
  ownPerSecond: 5,
  coordinatorDies: 'after-votes',
  diesAfterS: 10,
  outageS: 30,
  patienceMs: 1000,
} as const;

/** Each second another instance dies and is back a moment later, with nothing in its memory. */
export const everySecond: readonly string[] = Array.from({ length: 50 }, (_, i) => {
  const id = `users-${(i % 3) + 1}`;
  return [`${i + 1}s crash ${id}`, `${(i + 1) * 1000 + 20}ms restart ${id}`];
}).flat();
