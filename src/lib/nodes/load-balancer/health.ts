import type { NodeRef } from '../../sim';
import { forEach, sinceOf } from '../outstanding';
import type { Balancer, BalancerOut } from './kind';
import type { Check, CheckAnswer, FleetReport } from './messages';
import type { Target } from './options';
import { targetMachine } from './target';

/** Sends an event to a target's machine, and refigures who may be sent to. */
export function tell(node: Balancer, i: number, event: string, out: BalancerOut): void {
  const target = node.volatile.targets[i];
  const before = target.state;
  target.state = targetMachine.next(before, event);
  if (target.state === before) return;
  out.part(node.options.names[i], before, target.state);
  if (target.state === 'warming') {
    target.admittedAt = out.monotonic();
    if (node.options.slowStart === 0) return tell(node, i, 'WARM', out);
    out.after(node.options.slowStart, 'warm', i);
  }
  refigure(node, out);
}

/** Who may be sent to. With too few left, health is ignored: better a sick machine than none (Envoy's panic threshold). */
export function refigure(node: Balancer, out: BalancerOut): void {
  const { volatile: pool, options } = node;
  const inPool = pool.targets.filter((t) => t.state !== 'absent').length;
  const usable = (t: Target) => t.state === 'healthy' || t.state === 'warming';
  const eligible = pool.targets.flatMap((t, i) => (usable(t) ? [i] : []));
  const panicking = options.panicBelow > 0 && eligible.length < inPool * options.panicBelow;
  if (panicking !== pool.panicking) {
    out.note(panicking ? 'panic: too few healthy targets, health is ignored' : 'panic over');
    out.gauge('panic', Number(panicking));
  }
  pool.panicking = panicking;
  const everyone = pool.targets.flatMap((t, i) =>
    t.state !== 'absent' && t.state !== 'leaving' ? [i] : [],
  );
  pool.eligible = options.bug === 'blind' || panicking ? everyone : eligible;
}

/** A round of active checks. One unanswered since the last round has failed. */
export function checkAll(node: Balancer, out: BalancerOut): void {
  const { volatile: pool, options } = node;
  pool.round++;
  const check: Check = { type: 'check', round: pool.round };
  pool.targets.forEach((target, i) => {
    if (target.state === 'absent') return;
    if (target.asked) failed(node, i, out);
    target.asked = true;
    out.send(target.node, check);
  });
  if (options.autoscaler !== null) report(node, options.autoscaler, out);
  out.after(options.checkEvery, 'check');
}

function failed(node: Balancer, i: number, out: BalancerOut): void {
  const target = node.volatile.targets[i];
  target.passed = 0;
  if (++target.failed >= node.options.fall) eject(node, i, out);
}

/** Takes a target out: no more requests for it. What it still owes is waited for until the time-out. */
export function eject(node: Balancer, i: number, out: BalancerOut): void {
  const target = node.volatile.targets[i];
  if (targetMachine.next(target.state, 'EJECT') === target.state) return;
  target.errors = 0;
  target.ejections++;
  tell(node, i, 'EJECT', out);
  if (node.options.checkEvery === 0)
    out.after(node.options.ejectFor * target.ejections, 'admit', i);
}

export function onCheckAnswer(
  node: Balancer,
  answer: CheckAnswer,
  from: NodeRef,
  out: BalancerOut,
): void {
  const i = node.options.targets.indexOf(from);
  const target = node.volatile.targets[i];
  if (!target || answer.round !== node.volatile.round) return;
  target.asked = false;
  target.busy = answer.busy;
  if (answer.type === 'unhealthy') return failed(node, i, out);
  target.failed = 0;
  target.passed++;
  if (answer.type === 'leaving') return tell(node, i, 'LEAVE', out);
  const back =
    target.state === 'leaving' ||
    (target.state === 'ejected' && target.passed >= node.options.rise);
  if (back) tell(node, i, 'ADMIT', out);
}

/** Passive detection: errors in a row, seen in the answers to real requests. */
export function onOutcome(node: Balancer, i: number, ok: boolean, out: BalancerOut): void {
  const target = node.volatile.targets[i];
  if (ok) {
    target.errors = 0;
    return;
  }
  target.errors++;
  const limit = node.options.ejectAfter;
  if (limit > 0 && target.errors >= limit) {
    target.passed = 0;
    eject(node, i, out);
  }
}

/** Fails the requests that have waited too long. */
export function sweep(node: Balancer, out: BalancerOut, fail: (slot: number) => void): void {
  const { requests } = node.volatile;
  const limit = out.monotonic() - node.options.timeout;
  forEach(requests, (slot) => {
    if (sinceOf(requests, slot) <= limit) fail(slot);
  });
}

function report(node: Balancer, autoscaler: NodeRef, out: BalancerOut): void {
  const { targets } = node.volatile;
  const well = targets.filter((t) => t.state === 'healthy');
  const message: FleetReport = {
    type: 'report',
    ejected: targets.filter((t) => t.state === 'ejected').map((t) => t.node),
    busy: well.length ? well.reduce((sum, t) => sum + t.busy, 0) / well.length : 1,
  };
  out.send(autoscaler, message);
}
