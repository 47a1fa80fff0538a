/** Closed forms from queueing theory. Times in units of a mean service; `rho` is the load of a server, below 1. */

/** Pollaczek and Khinchine: mean wait in M/G/1, from the squared coefficient of variation of a service time. */
export function waitMG1(rho: number, variation: number): number {
  return (rho * (1 + variation)) / (2 * (1 - rho));
}

/** Erlang C: mean wait in M/M/c. */
export function waitMMc(servers: number, rho: number): number {
  const load = servers * rho;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k++) sum += term *= load / k;
  const last = (term * load) / servers / (1 - rho);
  return last / (sum + last) / (servers * (1 - rho));
}

/** Share of arrivals that M/M/1/K turns away; `rho` may be 1 and above. */
export function lossMM1K(rho: number, most: number): number {
  if (rho === 1) return 1 / (most + 1);
  return ((1 - rho) * rho ** most) / (1 - rho ** (most + 1));
}

/** Mean time in the system with the shortest of `choices` queues, as the number of servers goes to infinity. */
export function timeOfChoices(choices: number, rho: number): number {
  let sum = 0;
  for (let i = 1; i < 60; i++) {
    const term = rho ** ((choices ** i - choices) / (choices - 1));
    sum += term;
    if (term < 1e-15) break;
  }
  return sum;
}

/** Mean time in the system where each of `n` servers gets every n-th Poisson arrival (E_n/M/1). */
export function timeOfRoundRobin(n: number, rho: number): number {
  let sigma = rho;
  for (let i = 0; i < 10_000; i++) sigma = ((n * rho) / (n * rho + 1 - sigma)) ** n;
  return 1 / (1 - sigma);
}

/**
 * Chance that a miner with share `q` of the work catches up (or gets `ahead` blocks ahead) with others who first find `z`
 * blocks: what it finds meanwhile is negative binomial, the rest is a gambler's ruin (Grunspan and Pérez-Marco 2017).
 */
export function catchUp(q: number, z: number, ahead = 0): number {
  const p = 1 - q;
  let weight = p ** z;
  let lost = 0;
  for (let k = 0; k < z + ahead; k++) {
    lost += weight * (1 - (q / p) ** (z + ahead - k));
    weight *= (q * (z + k)) / (k + 1);
  }
  return 1 - lost;
}

/** The same as Nakamoto 2008 has it: what is found meanwhile is taken as a Poisson variable with mean zq/p. */
export function nakamotoCatchUp(q: number, z: number): number {
  const mean = (z * q) / (1 - q);
  let weight = Math.exp(-mean);
  let lost = 0;
  for (let k = 0; k <= z; k++) {
    lost += weight * (1 - (q / (1 - q)) ** (z - k));
    weight *= mean / (k + 1);
  }
  return 1 - lost;
}

/** The smaller of two independent Poisson counts with the same mean: its mean, its standard deviation, the chance of `k` or more. */
export function smallerOfTwo(mean: number): {
  mean: number;
  deviation: number;
  atLeast: (k: number) => number;
} {
  const atLeast = (k: number): number => {
    let below = 0;
    for (let i = 0, weight = Math.exp(-mean); i < k; i++, weight *= mean / i) below += weight;
    return (1 - below) ** 2;
  };
  let first = 0;
  let second = 0;
  for (let k = 1; k < 20 * (mean + 1); k++) {
    first += atLeast(k);
    second += (2 * k - 1) * atLeast(k);
  }
  return { mean: first, deviation: Math.sqrt(second - first ** 2), atLeast };
}
