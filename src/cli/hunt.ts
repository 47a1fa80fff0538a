import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  baseOf,
  campaign,
  joinTallies,
  shrink,
  type Counterexample,
  type Target,
  type Seeds,
  type Tally,
} from '../lib/hunt';
import { InputError, replayCommand, SECOND, type System } from '../lib/sim';
import { loadSystem } from '../lib/systems';
import { FLAG, mustBe, readArguments, readSets, systemNamed, TEXT, TEXTS } from './arguments';
import type { HuntPart } from './hunt-worker';
import { linkOf } from './run';
import { readable } from './table';
import type { Output, Verb } from './verb';

const USAGE = {
  usage:
    'hunt SYSTEM [--bug ID] [--seeds 1000] [--first-seed N] [--set key=value]… [--shard i/n] [--json]',
  words: 1,
  options: { bug: TEXT, seeds: TEXT, 'first-seed': TEXT, set: TEXTS, shard: TEXT, json: FLAG },
} as const;

const LAST_SEED = 2 ** 32 - 1;
/** Fewer seeds than this are not worth starting processes for. */
const WORTH_PROCESSES = 60;

type Values = ReturnType<typeof readArguments<typeof USAGE.options>>['values'];

function whole(name: string, raw: string | undefined, fallback: number, low: number, high: number) {
  if (raw === undefined) return fallback;
  const n = /^\d{1,10}$/.test(raw) ? Number(raw) : NaN;
  if (n >= low && n <= high) return n;
  return mustBe(name, `a whole number from ${low} to ${high}`, raw);
}

function shardOf(raw: string | undefined): Seeds['shard'] {
  if (raw === undefined) return undefined;
  const [, i, n] = (/^(\d{1,7})\/(\d{1,7})$/.exec(raw) ?? []).map(Number);
  if (i >= 1 && i <= n) return { i, n };
  return mustBe('--shard', 'i/n with i from 1 to n', raw);
}

function seedsFrom(values: Values): Seeds {
  const firstSeed = whole('--first-seed', values['first-seed'], 1, 0, LAST_SEED);
  const seeds = whole('--seeds', values.seeds, 1000, 1, LAST_SEED - firstSeed + 1);
  const shard = shardOf(values.shard);
  if (shard && shard.i > seeds)
    throw new InputError(
      '--shard',
      `\`${values.shard}\` has no seed to try: there are ${seeds} in all; take at least ${shard.n} with --seeds, or fewer shards`,
    );
  return { firstSeed, seeds, shard };
}

/** Splits a shard's seeds into so many lots, so that together they are the same seeds. */
function lotsOf({ i, n }: { i: number; n: number }, lots: number): { i: number; n: number }[] {
  return Array.from({ length: lots }, (_, t) => ({ i: i + t * n, n: n * lots }));
}

/** In a process of its own, which is started as this one was: a thread would not know how to read TypeScript. */
function inProcess(lots: Iterator<HuntPart>): Promise<Tally[]> {
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('./hunt-worker.ts', import.meta.url));
    const child = fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const tallies: Tally[] = [];
    const deal = () => {
      const { value, done } = lots.next();
      if (!done) return child.send(value);
      child.disconnect();
      resolve(tallies);
    };
    child.on('message', (tally) => {
      tallies.push(tally as Tally);
      deal();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a part of the hunt ended with code ${code}`)));
    deal();
  });
}

/** In this process, with a breath after each seed, in which the others are dealt their lots. */
async function here(target: Target, seeds: Seeds): Promise<Tally> {
  const steps = campaign(target, seeds);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value) await new Promise(setImmediate);
  }
}

/** Lots for each process: who has started late, or drawn easy seeds, takes more or fewer. */
const LOTS = 10;

/** The outcome is the same with any number of processes: each seed stands for itself. */
async function tryAll(target: Target, seeds: Seeds): Promise<Tally> {
  const shard = seeds.shard ?? { i: 1, n: 1 };
  const processes = availableParallelism();
  if (processes < 2 || seeds.seeds / shard.n < WORTH_PROCESSES) return here(target, seeds);
  const { bug, set, system } = target;
  const lots = lotsOf(shard, LOTS * processes)
    .map((lot): HuntPart => ({ system: system.id, bug, set, seeds: { ...seeds, shard: lot } }))
    .values();
  const others = Array.from({ length: processes - 1 }, () => inProcess(lots));
  const own: Tally[] = [];
  for (const part of lots) own.push(await here(target, part.seeds));
  return joinTallies([...own, ...(await Promise.all(others)).flat()]);
}

function shrunk(target: Target, tally: Tally): Counterexample | null {
  if (!tally.first) return null;
  const steps = shrink(target, tally.first);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

function inWords(tally: Tally, found: Counterexample, system: System, link: string, out: Output) {
  out.print(`first with seed ${tally.first?.seed}; minimised:\n`);
  out.print(`  ${found.property} is violated at ${found.at / SECOND} s: ${found.why}`);
  found.interventions.forEach((line) => out.print(`  ${line}`));
  if (found.interventions.length === 0) out.print('  no fault is needed');
  out.print(`\n${replayCommand(found.recipe, system)}\n${link}`);
}

export const hunt: Verb = {
  usage: USAGE.usage,
  help: 'tries seeds, settings and fault plans, and minimises the first run that violates a property; exit 1 when there is one',
  async run(args, out) {
    const { values, positionals } = readArguments('hunt', USAGE, args, out);
    const id = systemNamed('hunt', positionals[0]);
    const seeds = seedsFrom(values);
    const system = await loadSystem(id);
    const target: Target = { system, bug: values.bug, set: readSets(values.set, out) };
    baseOf(target);
    const began = performance.now();
    const tally = await tryAll(target, seeds);
    const found = shrunk(target, tally);
    const wallMs = Math.round(performance.now() - began);
    const { tried, failed } = tally;
    const link = found ? await linkOf(system, found.recipe) : '';
    if (values.json) {
      const counterexample = found && {
        recipe: found.recipe,
        property: found.property,
        why: found.why,
        interventions: found.interventions,
        foundBySeed: tally.first?.seed,
        link,
      };
      out.print(JSON.stringify({ tried, failed, wallMs, counterexample }));
    } else {
      out.print(
        `${readable(tried)} seeds tried, ${readable(failed)} failed, in ${readable(wallMs)} ms`,
      );
      if (found) inWords(tally, found, system, link, out);
    }
    return found ? 1 : 0;
  },
};
