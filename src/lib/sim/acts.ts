import { formatAct, type Act } from './interventions';
import { PAUSED, RUNNING, type Kernel } from './kernel';
import { changeRules, isCut } from './network';
import type { NodeState } from './kind';
import type { Message } from './machine';
import type { Flight } from './pending';
import { checkSettings } from './settings';
import type { Micros } from './time';
import { spread } from './topology';
import { Rec } from './trace';

/** Performs one intervention on a run, now: on each member where it names a group of nodes. */
export function perform(kernel: Kernel, act: Act): void {
  for (const one of spread(act, kernel.groups)) performOne(kernel, one);
}

function performOne(kernel: Kernel, act: Act): void {
  const node = 'node' in act ? kernel.indexOf(act.node) : -1;
  kernel.cause =
    kernel.tracer?.record(kernel.now, Rec.Intervention, node, -1, formatAct(act), -1, -1) ?? -1;
  const rules = changeRules(kernel.rules, act, (id) => kernel.indexOf(id));
  if (rules) {
    kernel.rules = rules;
    if (act.do === 'cut' || act.do === 'partition') loseCutOff(kernel);
    return;
  }
  switch (act.do) {
    case 'crash':
      return crash(kernel, node);
    case 'restart':
      return restart(kernel, node);
    case 'pause':
      kernel.become(node, 'PAUSE');
      return;
    case 'resume':
      return resume(kernel, node);
    case 'fail-fast':
      kernel.become(node, 'FAIL_FAST');
      return;
    case 'recover':
      kernel.runtimes[node].slow = 1;
      kernel.become(node, 'RECOVER');
      return;
    case 'wipe':
      return wipe(kernel, node);
    case 'slow':
      kernel.runtimes[node].slow = act.factor;
      return;
    case 'skew':
      return skew(kernel, node, act.offset, act.ppm);
    case 'drop':
    case 'duplicate-message':
    case 'delay-message':
      return toMessage(kernel, act);
    case 'set':
      return changeSetting(kernel, act.setting, act.value);
    case 'operate':
      return operate(kernel, node, act.operation, act.argument);
  }
}

/** Sets a clock wrong from now on. What it has drifted so far stays in the node's count of time. */
function skew(kernel: Kernel, i: number, offset: Micros, ppm: number): void {
  const runtime = kernel.runtimes[i];
  runtime.drifted += Math.round((kernel.now - runtime.skewedAt) * (runtime.ppm / 1e6));
  Object.assign(runtime, { offset, ppm, skewedAt: kernel.now });
}

function freshVolatile(kernel: Kernel, i: number): void {
  const node: NodeState = kernel.nodes[i];
  node.volatile = kernel.runtimes[i].behaviour.volatile?.(node) ?? null;
}

function crash(kernel: Kernel, i: number): void {
  if (!kernel.become(i, 'CRASH')) return;
  kernel.runtimes[i].life++;
  for (const held of kernel.runtimes[i].held) {
    if (held.kind === 1) kernel.lose(held.envelope, 'crashed');
  }
  kernel.runtimes[i].held = [];
  kernel.runtimes[i].outdated = false;
  freshVolatile(kernel, i);
}

function restart(kernel: Kernel, i: number): void {
  if (kernel.become(i, 'RESTART')) kernel.startNode(i, true);
}

/** What waited is handled now, in the order in which it came. */
function resume(kernel: Kernel, i: number): void {
  if (!kernel.become(i, 'RESUME')) return;
  const cause = kernel.cause;
  const runtime = kernel.runtimes[i];
  if (runtime.outdated) reconfigure(kernel, i);
  while (runtime.held.length > 0 && kernel.hosts[i] === RUNNING) {
    const h = runtime.held.shift()!;
    kernel.cause = cause;
    if (h.kind === 1) kernel.deliver(i, h.from, h.envelope, h.payload as never);
    else kernel.fire(i, h.label, h.payload, h.timer);
  }
}

/** Empties the disk. What a running node has in memory stays; a crashed one will start from nothing. */
function wipe(kernel: Kernel, i: number): void {
  const node = kernel.nodes[i];
  const { behaviour } = kernel.runtimes[i];
  if (behaviour.diskless) return;
  node.durable = behaviour.durable(node);
  if (node.mode.host === 'crashed') freshVolatile(kernel, i);
}

/** A message in flight across a new cut is lost. */
function loseCutOff(kernel: Kernel): void {
  for (const flight of kernel.pending.flights()) {
    if (isCut(kernel.rules, flight.from, flight.to)) lose(kernel, flight, 'partition');
  }
}

function lose(kernel: Kernel, flight: Flight, why: string): void {
  kernel.lose(flight.envelope, why);
  flight.lose();
}

/** A message that is no longer under way cannot be touched: the act is written down and does nothing. */
function toMessage(kernel: Kernel, act: Act & { message: number }): void {
  const flight = kernel.pending.flights().find((f) => f.envelope === act.message);
  if (!flight) return;
  const { from, to } = flight;
  const message = flight.message as Message;
  if (act.do === 'drop') lose(kernel, flight, 'dropped');
  if (act.do === 'duplicate-message')
    kernel.duplicate(from, to, message, act.message, kernel.links.latency(from, to));
  if (act.do === 'delay-message') {
    flight.lose();
    kernel.post(from, to, message, act.by, act.message);
  }
}

function changeSetting(kernel: Kernel, name: string, value: string): void {
  const fields = kernel.system.settings;
  const settings = checkSettings(fields, { ...kernel.settings, [name]: value });
  const topology = kernel.system.topology(settings as never);
  kernel.settings = settings;
  kernel.relink(topology);
  topology.nodes.forEach((spec, i) => {
    kernel.nodes[i].options = spec.options;
    if (kernel.hosts[i] === RUNNING) reconfigure(kernel, i);
    else kernel.runtimes[i].outdated = kernel.hosts[i] === PAUSED;
  });
}

function reconfigure(kernel: Kernel, i: number): void {
  kernel.runtimes[i].outdated = false;
  kernel.runtimes[i].behaviour.reconfigure?.(kernel.nodes[i], kernel.outFor(i));
}

function operate(kernel: Kernel, i: number, operation: string, argument: string): void {
  if (kernel.hosts[i] !== RUNNING) return;
  kernel.rows[i].operate?.(kernel.nodes[i], operation, argument, kernel.outFor(i));
}
