/**
 * What all views of a run point at together: what the pointer is over, or what is selected.
 * `node` is a node's id, `envelope` a message's number in the trace, `at` a time in µs, `record` a record's number in
 * the trace where one event is meant and not the whole message.
 */
export interface Cursor {
  readonly node?: string;
  readonly envelope?: number;
  readonly at?: number;
  readonly record?: number;
}
