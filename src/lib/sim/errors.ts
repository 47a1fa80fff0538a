/** A user's mistake: names the field and says what is allowed. Never thrown for bugs of ours. */
export class Mistake extends Error {
  override name = 'Mistake';
  constructor(
    readonly field: string,
    readonly problem: string,
    readonly allowed?: string,
  ) {
    super(`${field}: ${problem}${allowed ? `; allowed: ${allowed}` : ''}`);
  }
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
