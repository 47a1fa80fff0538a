/** One message type for each name, all with the same fields. */
export type Each<T extends string, Fields> = T extends string
  ? Fields & { readonly type: T }
  : never;
