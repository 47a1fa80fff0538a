/** A user's mistake: names the field and says what is allowed. Never thrown for bugs of ours. */
export class InputError extends Error {
  override name = 'InputError';
  constructor(
    readonly field: string,
    readonly problem: string,
    readonly allowed?: string,
  ) {
    super(`${field}: ${problem}${allowed ? `; allowed: ${allowed}` : ''}`.replace(/\s+/g, ' '));
  }
}

/** Anything at all in short, for a message. Calls nothing on it: it may come from a link. */
export function shown(raw: unknown): string {
  const isThing = (typeof raw === 'object' && raw !== null) || typeof raw === 'function';
  return `"${(isThing ? typeof raw : String(raw)).slice(0, 40)}"`;
}

/** A bug of ours inside a run, with what it takes to see it again. */
export class SimulationBug extends Error {
  override name = 'SimulationBug';
  constructor(cause: unknown, where: string, replay: string) {
    super(
      `${cause instanceof Error ? cause.message : String(cause)} (${where}); replay: ${replay}`,
      {
        cause,
      },
    );
  }
}
