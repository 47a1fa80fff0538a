/** What dual write loses, in closed form, for the figures that the system is held to. */
interface DualWrite {
  readonly signUps: number;
  readonly ratePerSecond: number;
  /** Chance that the service dies after a commit, 0 … 1. */
  readonly crash: number;
  readonly restartMs: number;
  /** From a transaction's leaving the service until its answer is there: two hops and an fsync. */
  readonly commitMs: number;
}

interface Losses {
  readonly deaths: number;
  readonly lost: number;
  /** Three standard deviations of the number lost. */
  readonly spread: number;
}

/**
 * Each of the D deaths loses the event in hand, and those of the m commits under way, whose answers find nobody. These
 * draw no death of their own: D = p·(n − D·m). Who meets a dead service asks again a second later, so that the rate at a moment is
 * λ·N, where N counts from now the whole seconds back in a row at which it was dead, and one: geometric in f, the share of
 * time that it is dead. A death falls at a moment as often as its rate is high: m = λ·w·E[N²]/E[N] = λ·w·(1 + f)/(1 − f).
 */
export function lossesOf({
  signUps: n,
  ratePerSecond,
  crash,
  restartMs,
  commitMs,
}: DualWrite): Losses {
  const seconds = n / ratePerSecond;
  let deaths = n * crash;
  let under = 0;
  // Deaths and dead time depend on each other; a few rounds settle it.
  for (let round = 0; round < 30; round++) {
    const dead = (deaths * restartMs) / 1000 / seconds;
    under = ((ratePerSecond * commitMs) / 1000) * ((1 + dead) / (1 - dead));
    deaths = (n * crash) / (1 + crash * under);
  }
  // Deaths, and what each takes along, as if both were of Poisson's kind: E[(1 + X)²] = 1 + 3m + m².
  const variance = deaths * (1 + 3 * under + under * under);
  return { deaths, lost: deaths * (1 + under), spread: 3 * Math.sqrt(variance) };
}
