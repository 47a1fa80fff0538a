import { SimulationBug } from './errors';
import { judge, Links, stops, type Corrupted, type Rule } from './network';
import { declarationsOf } from './declared';
import type { NodeRef, NodeState } from './kind';
import type { ErasedHandlers } from './erased';
import type { Message } from './machine';
import type { TimerId } from './node';
import { Monitors } from './monitors';
import { Outbox } from './outbox';
import { Pending, PendingEvents } from './pending';
import { openProbe, type Probe } from './probes';
import { openStream, type Stream } from './random';
import { openNode, openRuntime, partsOf, type Held, type Runtime } from './runtime';
import type { Recipe, System, World } from './system';
import type { Topology } from './topology';
import type { EnvelopeSample } from './sample';
import type { Settings } from './settings';
import type { Micros } from './time';
import { Fate, Rec, type Declarations } from './trace';
import type { Tracer } from './tracer';
import { KernelWorld } from './world';

type Row = ErasedHandlers;
type Handler<N extends 'message' | 'timer'> = Exclude<Row[N], 'ignores'>;

const NO_HANDLERS: Row = {};

const NO_DRAWS: Stream = new Uint32Array(4);

export const RUNNING = 0;
export const PAUSED = 1;
const CRASHED = 2;
const HOSTS = { running: RUNNING, paused: PAUSED, crashed: CRASHED };

/** The event loop: takes the earliest event, hands it to its node, performs what the node asks for. */
export class Kernel {
  now: Micros = 0;
  events = 0;
  settings: Settings;
  readonly pending = new PendingEvents();
  nodes: NodeState[] = [];
  runtimes: Runtime[] = [];
  /** The handlers of each node's present role, swapped at each mode change. */
  rows: Row[] = [];
  /** Those of them that every event needs, each looked up once. */
  readonly #onMessage: Handler<'message'>[] = [];
  readonly #onTimer: Handler<'timer'>[] = [];
  hosts = new Uint8Array(0);
  links!: Links;
  groups: Topology['groups'];
  rules: readonly Rule[] = [];
  streams = new Map<string, Stream>();
  /** Those of the links by their ends, each as it stands in `streams`. */
  #linkStreams: (Stream | undefined)[] = [];
  probes: Probe[];
  envelopes = 0;
  seq = 0;
  /** Sources that have work left, and how many of them are running. */
  pendingSources = 0;
  runningSources = 0;
  /** Something happened that may end the run or its slice: a source is done, a mode changed, a property reported. */
  recheckEnd = false;
  /** A mode changed, something was done to the run, or a property reported, since captions were looked at. */
  changed = false;
  hashA = 0x9e3779b1 | 0;
  hashB = 0x85ebca77 | 0;
  /** The trace record being worked on: the cause of what is asked for now. */
  cause = -1;
  monitors!: Monitors;
  /** The nodes by their part's name: one, a list, or `null`. */
  at: World['at'] = {};
  readonly declared: Declarations;
  readonly world: World;
  /** Messages may be garbled; nobody looks at each where none can be. */
  readonly #corrupts: boolean;
  /** No clock is ever set wrong. */
  readonly keepsTime: boolean;
  readonly #index = new Map<string, number>();
  readonly #probeNames: readonly string[];
  readonly #out: Outbox;

  constructor(
    readonly system: System,
    readonly recipe: Recipe,
    public tracer: Tracer | null,
    public sample: EnvelopeSample | null = null,
  ) {
    this.settings = recipe.settings;
    this.probes = system.probes.map(openProbe);
    this.#probeNames = system.probes.map((p) => p.id);
    this.keepsTime = !recipe.interventions.some((act) => act.do === 'skew');
    this.#corrupts = recipe.interventions.some((act) => act.do === 'corrupt');
    this.declared = declarationsOf(system);
    tracer?.expect(this.declared);
    this.#out = new Outbox(this);
    this.world = new KernelWorld(this);
    this.build(system.topology(this.settings as never));
  }

  /** Makes the nodes and links. Called once, and again by `restore` before the saved data is laid over. */
  build(topology: Topology): void {
    const n = topology.nodes.length;
    this.#index.clear();
    topology.nodes.forEach((spec, i) => this.#index.set(spec.id, i));
    this.relink(topology);
    this.hosts = new Uint8Array(n);
    this.nodes = topology.nodes.map(openNode);
    this.at = partsOf(topology, this.nodes);
    this.runtimes = topology.nodes.map(openRuntime);
    this.nodes.forEach((_, i) => this.#bindHandlers(i));
    this.#count();
    const found = () => {
      this.recheckEnd = this.changed = true;
      return this.cause;
    };
    this.monitors = new Monitors(this.system, this.world, found, (node, fact, value) =>
      this.tracer?.gauge(this.now, node, fact, value),
    );
    this.monitors.begin();
  }

  /** Takes over the links and groups of a topology with the same nodes. */
  relink({ nodes, links, groups }: Topology): void {
    this.links = new Links(nodes.length, links, (id) => this.indexOf(id));
    this.groups = groups;
  }

  /** Lets every node set its first timers. */
  start(): void {
    this.nodes.forEach((_, i) => this.startNode(i, false));
  }

  /** A node that starts again has its work before it again. */
  startNode(i: number, again: boolean): void {
    this.runtimes[i].done = false;
    this.#count();
    this.runtimes[i].behaviour.start?.(this.nodes[i], this.outFor(i), again);
  }

  done(i: number): void {
    this.runtimes[i].done = true;
    this.#count();
  }

  #count(): void {
    this.recheckEnd = true;
    const left = this.runtimes.map((r) => r.source && !r.done);
    this.pendingSources = left.filter(Boolean).length;
    this.runningSources = left.filter((works, i) => works && this.hosts[i] === RUNNING).length;
  }

  /** A probe by its name. Throws on one that the system does not declare. Few names, asked for a million times. */
  probe(id: string): Probe {
    const names = this.#probeNames;
    for (let i = 0; i < names.length; i++) if (names[i] === id) return this.probes[i];
    throw new Error(`${this.system.id} declares no probe "${id}"`);
  }

  /** Throws where a node writes down a mode that the statechart of its parts does not have. */
  checkPart(node: number, state: string): void {
    const { kind, parts } = this.runtimes[node].behaviour;
    if (parts?.machine.has(state) !== true)
      throw new Error(`no part of a ${kind} can be in the mode "${state}"`);
  }

  indexOf(id: string): number {
    const i = this.#index.get(id);
    if (i === undefined)
      throw new Error(`no node "${id}"; there are ${[...this.#index.keys()].join(', ')}`);
    return i;
  }

  /** Swaps in the handlers of a node's present role. */
  #bindHandlers(i: number): void {
    const { behaviour } = this.runtimes[i];
    const { role } = this.nodes[i].mode;
    const row = behaviour.roles[role];
    if (row === undefined)
      throw new Error(`${behaviour.kind} has no handlers for its role "${role}", nor 'ignores'`);
    const { message, timer } = (this.rows[i] = row === 'ignores' ? NO_HANDLERS : row);
    this.#onMessage[i] = message === 'ignores' ? undefined : message;
    this.#onTimer[i] = timer === 'ignores' ? undefined : timer;
  }

  outFor(i: number): Outbox {
    return this.#out.for(i);
  }

  /**
   * Handles up to `left` events that are due before `before` and not after `last`; fewer where `enough` says so.
   * Returns how many of `left` are left. One loop for all, since millions of events pass through it.
   */
  advance(left: number, before: Micros, last: Micros, enough: () => boolean): number {
    const { lane, heap } = this.pending;
    const watchesSteps = this.monitors.watchesSteps;
    while (left > 0) {
      const laneAt = lane.nextAt;
      const heapAt = heap.nextAt;
      const due = laneAt < heapAt ? laneAt : heapAt;
      if (due >= before || due > last) break;
      this.now = due;
      if (laneAt < heapAt || (laneAt === heapAt && lane.nextSeq < heap.nextSeq))
        this.#stepLane(due);
      else this.#stepHeap(due);
      if (watchesSteps) this.monitors.step();
      left--;
      if (this.recheckEnd) {
        this.recheckEnd = false;
        if (enough()) break;
      }
    }
    return left;
  }

  #stepLane(at: Micros): void {
    const { lane } = this.pending;
    const node = lane.nextTo;
    const from = lane.nextFrom;
    const envelope = lane.nextEnvelope;
    const message = lane.nextMessage as Message;
    lane.shift();
    if (node < 0) return;
    this.#digest(at, node, Pending.Deliver);
    this.deliver(node, from, envelope, message);
  }

  #stepHeap(at: Micros): void {
    const { pending } = this;
    const slot = pending.heap.pop();
    const event = pending.slots[slot];
    const { kind, node, payload } = event;
    if (
      kind === Pending.Cancelled ||
      (kind === Pending.Timer && event.life !== this.runtimes[node].life)
    ) {
      pending.release(slot);
      return;
    }
    this.#digest(at, node, kind);
    if (kind === Pending.Deliver) {
      const { from, envelope } = event;
      pending.release(slot);
      this.deliver(node, from, envelope, payload as Message);
    } else {
      const { label, cause } = event;
      const timer = this.hosts[node] === PAUSED ? pending.timerId(slot) : -1;
      pending.release(slot);
      this.cause = cause;
      this.fire(node, label, payload, timer);
    }
  }

  #digest(at: Micros, node: number, kind: number): void {
    this.events++;
    this.hashA = (Math.imul(this.hashA ^ at, 0x01000193) + node) | 0;
    this.hashB = (Math.imul(this.hashB ^ (this.hashA >>> 15), 0x85ebca6b) + kind) | 0;
  }

  deliver(node: number, from: number, envelope: number, message: Message): void {
    const host = this.hosts[node];
    if (host !== RUNNING) {
      if (host === PAUSED)
        this.#hold(node, { kind: 1, from, envelope, payload: message, label: '', timer: -1 });
      else this.lose(envelope, 'crashed');
      return;
    }
    if (this.tracer) this.cause = this.tracer.end(this.now, envelope, Fate.Delivered, '');
    else if (this.sample) this.sample.end(envelope, this.now, Fate.Delivered);
    if (this.monitors.watchesDeliver)
      this.monitors.deliver(from as NodeRef, node as NodeRef, message);
    const handle = this.#onMessage[node];
    if (handle === undefined) return;
    if (this.#corrupts && message.type === 'corrupted' && !this.runtimes[node].readsCorrupted)
      return;
    handle(this.nodes[node], message, from as NodeRef, this.outFor(node));
  }

  fire(node: number, label: string, data: unknown, timer: TimerId): void {
    if (this.hosts[node] === PAUSED) {
      this.#hold(node, { kind: 2, from: -1, envelope: -1, payload: data, label, timer });
      return;
    }
    if (this.tracer)
      this.cause = this.tracer.record(this.now, Rec.Timer, node, -1, label, -1, this.cause);
    const handle = this.#onTimer[node];
    if (handle) handle(this.nodes[node], label, data, this.outFor(node));
  }

  #hold(node: number, held: Held): void {
    this.runtimes[node].held.push(held);
    const name = held.kind === Pending.Deliver ? (held.payload as Message).type : held.label;
    this.tracer?.record(this.now, Rec.Held, node, held.from, name, held.envelope, this.cause);
  }

  send(from: number, to: number, message: Message): void {
    if (this.monitors.watchesSend) this.monitors.send(from as NodeRef, to as NodeRef, message);
    const envelope = this.envelopes++;
    if (this.tracer) this.tracer.send(this.now, from, to, message, this.cause);
    else if (this.sample) this.sample.send(envelope, this.now, from, to, message.type);
    const latency = this.links.plain(from, to);
    if (latency >= 0 && this.rules.length === 0) this.post(from, to, message, latency, envelope);
    else this.#sendByRules(from, to, message, envelope);
  }

  post(from: number, to: number, message: Message, delay: Micros, envelope: number): void {
    const pending = this.pending;
    pending.addDelivery(this.now + delay, this.seq++, to, from, envelope, message);
  }

  #sendByRules(from: number, to: number, message: Message, envelope: number): void {
    const latency = this.links.latency(from, to);
    if (Number.isNaN(latency))
      throw new Error(`${this.nodes[from].id} has no link to ${this.nodes[to]?.id ?? to}`);
    // A cut leaves nothing to chance, and lasts: no stream is looked up for what passes beside it.
    const isCertain = this.links.plain(from, to) >= 0 && this.rules.every(stops);
    const delay = isCertain ? latency : this.links.draw(from, to, this.#streamOf('link', from, to));
    const chances = isCertain ? NO_DRAWS : this.#streamOf('faults', from, to);
    const verdict = judge(this.rules, from, to, chances, latency);
    if (verdict.fate === 'drop' || delay < 0) {
      this.lose(envelope, verdict.fate === 'drop' ? verdict.why : 'lost');
      return;
    }
    const corrupted: Corrupted = { type: 'corrupted', was: message.type };
    const sent = verdict.fate === 'corrupt' ? corrupted : message;
    this.post(from, to, sent, delay + (verdict.fate === 'deliver' ? verdict.extra : 0), envelope);
    if (verdict.fate === 'duplicate')
      this.duplicate(from, to, message, envelope, delay + verdict.extra);
  }

  /** Sends a second copy of an envelope's message. */
  duplicate(from: number, to: number, message: Message, original: number, delay: Micros): void {
    const envelope = this.envelopes++;
    this.tracer?.send(this.now, from, to, message, this.cause, original);
    this.sample?.send(envelope, this.now, from, to, message.type);
    this.post(from, to, message, delay, envelope);
  }

  /** Writes down that an envelope will never arrive. */
  lose(envelope: number, why: string): void {
    this.tracer?.end(this.now, envelope, Fate.Lost, why);
    this.sample?.end(envelope, this.now, Fate.Lost);
  }

  timer(node: number, delay: Micros, name: string, data: unknown): TimerId {
    if (!(delay >= 0))
      throw new Error(`${this.nodes[node].id} set timer "${name}" ${delay} µs ahead`);
    const { ppm, life } = this.runtimes[node];
    const wait = Math.round(ppm === 0 ? delay : delay / (1 + ppm / 1e6));
    return this.pending.addTimer(this.now + wait, this.seq++, node, name, data, life, this.cause);
  }

  /** Forgets a timer that is pending, or that has run out at a paused node. */
  cancel(node: number, timer: TimerId): void {
    this.pending.cancel(timer);
    const runtime = this.runtimes[node];
    if (runtime.held.length > 0) runtime.held = runtime.held.filter((h) => h.timer !== timer);
  }

  /** Sends `event` to the machine of a node and swaps its handlers when its role changes. */
  become(node: number, event: string): boolean {
    const state = this.nodes[node];
    const before = state.mode;
    const after = this.runtimes[node].behaviour.machine.next(before, event);
    if (after === before) return false;
    state.mode = after;
    this.hosts[node] = HOSTS[after.host];
    this.#bindHandlers(node);
    if (after.host !== before.host) this.#count();
    this.recheckEnd = this.changed = true;
    if (this.tracer)
      this.cause = this.tracer.record(this.now, Rec.Mode, node, -1, after.key, -1, this.cause);
    return true;
  }

  /** The stream of a link, found without making its name: a link that loses draws for every message. */
  #streamOf(what: 'link' | 'faults', from: number, to: number): Stream {
    const place = 2 * (from * this.nodes.length + to) + (what === 'link' ? 0 : 1);
    return (this.#linkStreams[place] ??= this.stream(
      `${what}:${this.nodes[from].id}→${this.nodes[to].id}`,
    ));
  }

  stream(name: string): Stream {
    let s = this.streams.get(name);
    if (!s) this.streams.set(name, (s = openStream(this.recipe.seed, name)));
    return s;
  }

  /** Reads the machines' modes again after the nodes' data and the streams were laid over. */
  adopt(modes: readonly string[]): void {
    this.#linkStreams = [];
    modes.forEach((key, i) => {
      this.nodes[i].mode = this.runtimes[i].behaviour.machine.at(key);
      this.hosts[i] = HOSTS[this.nodes[i].mode.host];
      this.#bindHandlers(i);
    });
    this.#count();
  }

  bug(cause: unknown, replay: string): SimulationBug {
    return new SimulationBug(cause, `at ${this.now} µs, event ${this.events}`, replay);
  }
}
