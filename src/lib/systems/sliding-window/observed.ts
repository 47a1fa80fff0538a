/** What only somebody knows who sees both ends. No node reads it. */
export interface Observed {
  /** Deliveries that were judged so far; the messages among them that were the next in order. */
  judged: number;
  right: number;
  /** Payloads that were delivered, to know a second time. */
  readonly had: Set<number>;
  duplicates: number;
  /** Messages that were skipped: something later was delivered before them. */
  missing: number;
  /** The first wrong delivery: what stands at what place. */
  wrong: { readonly place: number; readonly payload: number } | null;
  /** Packets that the sender counts as delivered and that were looked for. */
  trusted: number;
  /** The first packet that the sender counts as delivered and the receiver never had. */
  lostForGood: number | null;
  lastRightAt: number;
  finishedAt: number | null;
}
