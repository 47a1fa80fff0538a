import { perform } from './acts';
import { CaptionWatch, LOOK_EVERY, type Moment } from './caption-watch';
import { digestOf } from './digest';
import { inspectNode, type Inspection } from './inspect';
import type { Intervention } from './interventions';
import { Kernel } from './kernel';
import type { PropertyVerdict } from './monitors';
import type { Rule } from './network';
import { Pending, type PendingEvent, type PendingEvents } from './pending';
import type { Probe } from './probes';
import type { Stream } from './random';
import { replayCommand } from './recipe';
import type { Runtime } from './runtime';
import { EnvelopeSample, type SampledEnvelope } from './sample';
import { Sampler, type Series } from './series';
import type { Settings } from './settings';
import type { Caption, Recipe, System } from './system';
import type { Micros } from './time';
import { type TimedHistoryEntry, type Trace } from './trace';
import { Tracer, type TraceMark } from './tracer';

export type TraceLevel = 'full' | 'metrics';

export interface RunOptions {
  /** `full` keeps every record; `metrics` (the default) keeps counters, histograms and series. Same outcome. */
  readonly trace?: TraceLevel;
  readonly captions?: readonly Caption[];
  /** Stop at the first violated `always`. */
  readonly stopOnViolation?: boolean;
  /** `false`: no series are sampled and no captions looked for, as in a hunt. Same outcome, sooner. */
  readonly series?: false;
}

export interface RunResult {
  readonly recipe: Recipe;
  /** Hash of every event handled and of the final numbers: equal runs have equal digests, at either trace level. */
  readonly digest: string;
  readonly virtualMs: number;
  readonly events: number;
  readonly metrics: Record<string, number>;
  readonly nodes: Record<string, Record<string, number>>;
  readonly verdicts: readonly PropertyVerdict[];
  readonly series: readonly Series[];
  readonly moments: readonly Moment[];
  readonly trace: Trace | null;
  readonly history: readonly TimedHistoryEntry[];
  /** Some messages of a run without a trace, in the order in which they were sent; `null` with one. */
  readonly sample: readonly SampledEnvelope[] | null;
}

interface NodeSave extends Omit<Runtime, 'behaviour' | 'readsCorrupted' | 'source'> {
  mode: string;
  volatile: unknown;
  durable: unknown;
}

/** A point a run can be resumed from: its whole state as plain data. */
export interface Checkpoint {
  readonly now: Micros;
  readonly counters: Record<
    'events' | 'envelopes' | 'seq' | 'hashA' | 'hashB' | 'cause' | 'cursor',
    number
  >;
  readonly settings: Settings;
  readonly pending: Omit<ReturnType<PendingEvents['save']>, 'slots' | 'lane'>;
  readonly data: {
    nodes: NodeSave[];
    slots: PendingEvent[];
    lane: ReturnType<PendingEvents['save']>['lane'];
    streams: Map<string, Stream>;
    probes: Probe[];
    rules: readonly Rule[];
    monitors: ReturnType<Kernel['monitors']['save']>;
    sampler: ReturnType<Sampler['save']>;
    moments: Moment[];
    sample: Pick<EnvelopeSample, 'mask' | 'rows'> | null;
  };
  readonly mark: TraceMark | null;
}

/** One run of a recipe: advanced in slices, saved and resumed anywhere, read at any time. */
export class Run {
  readonly #kernel: Kernel;
  readonly #sampler: Sampler;
  readonly #acts: readonly Intervention[];
  readonly #captions: CaptionWatch;
  #cursor = 0;
  finished = false;

  constructor(
    readonly system: System,
    readonly recipe: Recipe,
    readonly options: RunOptions = {},
    from?: { checkpoint: Checkpoint; tracer: Tracer | null },
  ) {
    this.#acts = [...recipe.interventions].sort((a, b) => a.at - b.at);
    const tracer = options.trace === 'full' ? new Tracer() : null;
    const sampled = tracer === null && options.series !== false;
    this.#kernel = new Kernel(system, recipe, tracer, sampled ? new EnvelopeSample() : null);
    this.#sampler = new Sampler(system.measures, this.#kernel.world);
    if (options.series === false) this.#sampler.nextAt = Infinity;
    this.#captions = new CaptionWatch(options.captions ?? [], this.#kernel.world);
    if (from) this.#restore(from.checkpoint, from.tracer);
    else this.#guarded(() => this.#kernel.start());
    this.#kernel.changed = false;
  }

  /** Runs on from a checkpoint of a run of the same system whose recipe agrees up to there. */
  static resume(recipe: Recipe, run: Run, checkpoint: Checkpoint): Run {
    const { slots, lane, nodes } = checkpoint.data;
    const waiting = [...slots, ...nodes.flatMap((n) => n.held)];
    const flying = [
      ...lane.messages.map((message) => message.envelope),
      ...waiting.filter((e) => e.kind === Pending.Deliver).map((e) => e.envelope),
    ];
    const tracer = checkpoint.mark && (run.#kernel.tracer?.prefix(checkpoint.mark, flying) ?? null);
    return new Run(run.system, recipe, run.options, { checkpoint, tracer });
  }

  /** The same run again, from a checkpoint or from the beginning, without a trace: to look at its nodes, and soon there. */
  static scout(run: Run, checkpoint?: Checkpoint): Run {
    const options: RunOptions = { trace: 'metrics', series: false };
    return new Run(run.system, run.recipe, options, checkpoint && { checkpoint, tracer: null });
  }

  /** Of a run without a trace: to another checkpoint of the same recipe, before or after where it stands. */
  jump(checkpoint: Checkpoint): void {
    this.#restore(checkpoint, null);
    this.#kernel.changed = false;
    this.finished = false;
  }

  get now(): Micros {
    return this.#kernel.now;
  }
  get events(): number {
    return this.#kernel.events;
  }
  /** An early look: nothing in it may be changed. */
  get world(): Kernel['world'] {
    return this.#kernel.world;
  }
  /** The message of an envelope, for the inspector; `undefined` without a full trace. */
  payload(envelope: number): unknown {
    return this.#kernel.tracer?.payloads[envelope];
  }

  /** All that node `i` knows now, and what is to come to it: a copy. Throws where there is no such node. */
  inspect(i: number): Inspection {
    if (!this.#kernel.nodes[i])
      throw new Error(`no node ${i}; they are numbered from 0 to ${this.#kernel.nodes.length - 1}`);
    return inspectNode(this.#kernel, i);
  }

  /** Handles up to `most` events, not beyond time `to`. True when the run has ended. */
  advance(most = Infinity, to: Micros = Infinity): boolean {
    return this.#guarded(() => this.#advance(most, to));
  }

  #advance(most: number, to: Micros): boolean {
    const kernel = this.#kernel;
    const end = this.recipe.until ?? Infinity;
    const last = to < end ? to : end;
    let left = most;
    const counts = this.recipe.until === null;
    const stops = this.options.stopOnViolation === true;
    // The last source that could go on may be done while another one is down: whoever looks, looks then.
    const enough = () =>
      (counts && kernel.runningSources === 0) ||
      (stops && kernel.monitors.violated) ||
      (kernel.changed && this.#looks);
    while (!this.finished && left > 0) {
      if (this.recipe.until === null && this.#workIsOver()) return this.#finish(kernel.now);
      const act = this.#cursor < this.#acts.length ? this.#acts[this.#cursor].at : Infinity;
      const sample = this.#sampler.nextAt;
      const next = Math.min(act, sample, kernel.pending.nextAt);
      if (next > last) return last === end ? this.#finish(end) : false;
      // At one time: first the sample, then what is done to the run, then the run's own events.
      if (sample === next) this.#sample(sample);
      else if (act === next) this.#perform();
      else if (!this.#looks) left = kernel.advance(left, Math.min(act, sample), last, enough);
      else {
        // To the next look, wherever this slice began: a run's moments do not depend on its slices.
        const most = Math.min(left, LOOK_EVERY - (kernel.events % LOOK_EVERY));
        left -= most - kernel.advance(most, Math.min(act, sample), last, enough);
        this.#captions.look(kernel);
      }
      if (kernel.monitors.violated && this.options.stopOnViolation) return this.#finish(kernel.now);
    }
    return this.finished;
  }

  /** All is done, or nothing can bring it on any more: whoever has work left is down and stays so. */
  #workIsOver(): boolean {
    const { pendingSources, runningSources, pending } = this.#kernel;
    if (pendingSources === 0) return true;
    return this.#cursor >= this.#acts.length && (runningSources === 0 || pending.size === 0);
  }

  #perform(): void {
    const act = this.#acts[this.#cursor++];
    this.#kernel.now = act.at;
    perform(this.#kernel, act);
    this.#kernel.changed = true;
    if (this.#looks) this.#captions.look(this.#kernel);
  }

  /** Whether captions are looked at between two samples: only a full trace is ever told as a story. */
  get #looks(): boolean {
    return this.#kernel.tracer !== null && this.#captions.isWaiting;
  }

  #sample(at: Micros): void {
    this.#kernel.now = at;
    this.#sampler.take(at, this.#kernel.probes);
    this.#captions.lookAtAll();
  }

  #finish(at: Micros): boolean {
    if (at !== Infinity) this.#kernel.now = at;
    this.finished = true;
    return true;
  }

  /** Errors of ours leave with the seed and the command that shows them again. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#kernel.bug(error, replayCommand(this.recipe, this.system));
    }
  }

  save(): Checkpoint {
    const k = this.#kernel;
    const nodes = k.nodes.map((n, i): NodeSave => {
      const { life, done, slow, offset, ppm, skewedAt, drifted, held, outdated } = k.runtimes[i];
      return {
        mode: n.mode.key,
        volatile: n.volatile,
        durable: n.durable,
        life,
        done,
        slow,
        offset,
        ppm,
        skewedAt,
        drifted,
        held,
        outdated,
      };
    });
    const { events, envelopes, seq, hashA, hashB, cause } = k;
    const { slots, lane, ...pending } = k.pending.save();
    return {
      now: k.now,
      counters: { events, envelopes, seq, hashA, hashB, cause, cursor: this.#cursor },
      settings: k.settings,
      pending,
      data: structuredClone({
        nodes,
        slots,
        lane,
        streams: k.streams,
        probes: k.probes,
        rules: k.rules,
        monitors: k.monitors.save(),
        sampler: this.#sampler.save(),
        moments: this.#captions.moments,
        sample: k.sample && { mask: k.sample.mask, rows: k.sample.rows },
      }),
      mark: k.tracer?.mark() ?? null,
    };
  }

  #restore(checkpoint: Checkpoint, tracer: Tracer | null): void {
    const k = this.#kernel;
    const data = structuredClone(checkpoint.data);
    const { cursor, ...counters } = checkpoint.counters;
    k.settings = checkpoint.settings;
    k.build(this.system.topology(checkpoint.settings as never));
    Object.assign(k, counters, {
      now: checkpoint.now,
      streams: data.streams,
      probes: data.probes,
      rules: data.rules,
    });
    data.nodes.forEach(({ mode, volatile, durable, ...runtime }, i) => {
      Object.assign(k.nodes[i], { volatile, durable });
      Object.assign(k.runtimes[i], runtime);
    });
    k.adopt(data.nodes.map((n) => n.mode));
    k.pending.restore({ ...checkpoint.pending, slots: data.slots, lane: data.lane });
    k.monitors.restore(data.monitors);
    this.#sampler.restore(data.sampler);
    if (this.options.series === false) this.#sampler.nextAt = Infinity;
    this.#captions.restore(data.moments, k.events);
    if (k.sample) Object.assign(k.sample, data.sample);
    this.#cursor = cursor;
    k.tracer = tracer;
  }

  /** How the properties stand: all of a result that a hunt asks for, thousands of times. */
  get verdicts(): PropertyVerdict[] {
    return this.#kernel.monitors.verdicts(this.finished);
  }

  /** The run as it stands: metrics, series and verdicts. `trace: false` leaves the trace out (a progress report). */
  result(include: { trace: boolean } = { trace: true }): RunResult {
    const k = this.#kernel;
    const metrics = this.system.measures.numbers(k.world);
    const nodes = this.system.measures.nodes(k.world);
    return {
      recipe: this.recipe,
      digest: digestOf(k.hashA, k.hashB, { metrics, nodes }),
      virtualMs: k.now / 1000,
      events: k.events,
      metrics,
      nodes,
      verdicts: this.verdicts,
      series: this.#sampler.series,
      moments: this.#captions.moments,
      trace: include.trace ? (k.tracer?.take() ?? null) : null,
      history: include.trace ? (k.tracer?.history ?? []) : [],
      sample: k.sample?.rows ?? null,
    };
  }
}

/** Runs a recipe to its end. */
export function simulate(system: System, recipe: Recipe, options: RunOptions = {}): RunResult {
  const run = new Run(system, recipe, options);
  run.advance();
  return run.result();
}
