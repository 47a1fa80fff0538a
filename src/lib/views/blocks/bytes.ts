/** Bytes that belong together, in hex. */
export interface ByteGroup {
  /** What says which field it is; without a `body`, what stands between fields: a comma, a closing brace. */
  readonly head: string;
  readonly body?: string;
  readonly isWrong?: boolean;
}
