import { noAnswers, placeOf, remember, type Answered } from '../../../nodes/store/answered';
import { addAt, updatesIn, valueOf } from '../../../nodes/store/counter';
import { updatesOf, wins, written } from '../../../nodes/store/lww';
import { changeAt, changesIn } from '../../../nodes/store/or-set';
import type { Replica, ReplicaOut } from './kind';
import { applied, shownOf, type Answer, type Request } from './operations';
import { showValue, showVersion } from './show';
import { answerAt, answerTo } from './state-machine';

/** Answers given before, so that what comes twice is done once. */
function answersTo(node: Replica, origin: number): Answered {
  return (node.durable.answered[origin] ??= noAnswers());
}

/** Decides on an object that is kept by last writer wins: reads its copy, changes it, stamps it with its own clock. */
export function overwrite(
  node: Replica,
  request: Request,
  origin: number,
  out: ReplicaOut,
): Answer {
  const { durable: disk, volatile: v, options } = node;
  const now = disk.versions[request.object]!;
  if (request.verb === 'read') return answerTo(request, false, shownOf(now.value), updatesOf(now));
  const kept = answersTo(node, origin);
  const place = placeOf(kept, request.seq);
  if (place >= 0) return answerAt(kept, place);
  const value = applied(now.value, request.verb, request.amount);
  let after = now;
  if (value !== null) {
    after = written(now, value, out.clock() + v.clockOffset, options.place);
    // A clock that is behind stamps a version that has lost before it is stored. The client hears that it was done.
    if (wins(after, now)) disk.versions[request.object] = after;
    else disk.dropped++;
    showVersion(node, request.object, now, disk.versions[request.object]!, out);
  }
  remember(kept, request.seq, shownOf(after.value), updatesOf(after), value === null);
  return answerTo(request, value === null, shownOf(after.value), updatesOf(after));
}

/** Decides, at once and alone, on an object whose copies merge. */
export function merge(node: Replica, request: Request, out: ReplicaOut): Answer {
  const { options } = node;
  if (request.verb === 'read') return viewOf(node, request, false);
  const kept = answersTo(node, options.place);
  const place = placeOf(kept, request.seq);
  if (place >= 0) return answerAt(kept, place);
  const declined = !change(node, request);
  const answer = viewOf(node, request, declined);
  if (!declined) showValue(node, request.object, answer.value, out);
  remember(kept, request.seq, answer.value, answer.version, declined);
  return answer;
}

function change(node: Replica, { object, verb, amount }: Request): boolean {
  const { durable: disk, options } = node;
  const { place, walletStart } = options;
  if (object === 'cart') changeAt(disk.cart, place, amount, verb === 'remove');
  else {
    const counter = disk.counters[object]!;
    if (verb === 'withdraw' && walletStart + valueOf(counter) < amount) return false;
    addAt(counter, place, verb === 'increment' ? 1 : verb === 'withdraw' ? -amount : amount);
  }
  return true;
}

function viewOf(node: Replica, request: Request, declined: boolean): Answer {
  const { durable: disk, options } = node;
  if (request.object === 'cart')
    return answerTo(request, declined, disk.cart.live.size, changesIn(disk.cart));
  const counter = disk.counters[request.object]!;
  const start = request.object === 'wallet' ? options.walletStart : 0;
  return answerTo(request, declined, start + valueOf(counter), updatesIn(counter));
}
