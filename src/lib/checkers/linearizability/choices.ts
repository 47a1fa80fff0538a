import { Mode, type Configuration } from './configuration';
import type { Outlook } from './outlook';
import type { Kind } from './timeline';

/** Instead of an operation: hide the one that is due. */
export const HIDE = -1;

/** What can be tried when an operation is due: an answer has come, and it has no place yet. */
export class Choices {
  constructor(
    private readonly now: Configuration,
    private readonly outlook: Outlook,
  ) {}

  /** What ends the wait: placing the operation that is due, or hiding it; the more promising first. */
  direct(due: number): number[] {
    const { now } = this;
    const kind = now.kind(due);
    const isPlaceable =
      kind.how !== 'look' && (kind.isBlind || kind.wants === now.state) && this.#isAllowed(kind);
    const isHideable = now.mode === Mode.Free && now.isHideable(due);
    if (!isHideable) return isPlaceable ? [due] : [];
    if (!isPlaceable) return [HIDE];
    return this.#isWanted(kind) ? [due, HIDE] : [HIDE, due];
  }

  #isAllowed(kind: Kind): boolean {
    return this.now.mode !== Mode.Unused || kind.how === 'add' || kind.wants === this.now.state;
  }

  /** Is what it brings about looked for sooner than what there is? */
  #isWanted(kind: Kind): boolean {
    const { now, outlook } = this;
    const { texts, hasAdds } = now.timeline;
    if (!hasAdds) return outlook.nextWish(kind.sets) < outlook.nextWish(now.state);
    const next = outlook.nextLook();
    return (
      next >= 0 &&
      texts.begins(now.after(kind), next) &&
      !(kind.how === 'set' && texts.begins(now.state, next))
    );
  }

  /** Open operations that could come before the one that is due. Of equals only the most urgent one. */
  before(due: number): number[] {
    const { now } = this;
    const { kindOf, answeredAt, unknownKinds, kinds } = now.timeline;
    const best = new Map<number, number>();
    const group = (o: number) => kindOf[o] * 2 + (now.isHideable(o) ? 1 : 0);
    const dueGroup = group(due);
    for (const o of now.open) {
      if (o < 0 || o === due || group(o) === dueGroup || !this.#isUseful(now.kind(o))) continue;
      const rival = best.get(group(o));
      if (rival === undefined || answeredAt[o] < answeredAt[rival]) best.set(group(o), o);
    }
    const found = [...best.values()];
    for (const k of unknownKinds) {
      if (now.waiting[k] > 0 || !this.#isUseful(kinds[k])) continue;
      const o = now.unspent(k);
      if (o >= 0) found.push(o);
    }
    const { wants } = now.kind(due);
    const helps = (o: number) => (wants >= 0 && now.kind(o).sets === wants ? 0 : 1);
    return found.sort((a, b) => helps(a) - helps(b) || answeredAt[a] - answeredAt[b] || a - b);
  }

  /** Whether something can follow for which it had to be placed. */
  #isUseful(kind: Kind): boolean {
    const { now } = this;
    if (kind.how === 'look' || !this.#isAllowed(kind)) return false;
    if (!kind.isBlind) return kind.wants === now.state;
    const { kinds, hasAdds, unknownKinds } = now.timeline;
    if (hasAdds)
      return kind.how === 'add'
        ? this.outlook.spelling.isRead(now.state, kind.adds)
        : this.outlook.spelling.isRead(kind.sets, '');
    const follows = (k: Kind) => k.wants === kind.sets;
    return (
      now.open.some((o) => o >= 0 && follows(now.kind(o))) ||
      unknownKinds.some((k) => now.unspent(k) >= 0 && follows(kinds[k]))
    );
  }
}
