// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of whatever component
export type Props = Record<string, any>;

/**
 * The same properties, each looked up when it is asked for. Whoever looks at one hears of its changes alone: `props` reads
 * all of them, and what hangs on one would else be done again with every change of another.
 */
export function live<P extends Props>(props: () => P): P {
  const seen = {};
  for (const [name, { set }] of Object.entries(Object.getOwnPropertyDescriptors(props()))) {
    const value: unknown = $derived(props()[name]);
    const write = (to: unknown) => Object.assign(props(), { [name]: to });
    Object.defineProperty(seen, name, { enumerable: true, get: () => value, set: set && write });
  }
  return seen as P;
}
