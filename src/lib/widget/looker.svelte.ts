import type { Look, Looked } from './session/scout';

/** Wall ms between two looks while a run is played: quicker, nobody could read. */
const EVERY = 80;

/**
 * Asks what a node knows, again and again while time goes on: one question at a time, and always the latest. What was
 * seen last stays until the next answer, so that nothing flickers.
 */
export class Looker {
  seen = $state.raw<{ readonly look: Look; readonly looked: Looked } | null>(null);
  #wanted: { readonly run: object; readonly look: Look } | null = null;
  #isAsking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = -Infinity;

  constructor(private readonly ask: (look: Look) => Promise<Looked | undefined>) {}

  /**
   * @param run what is looked into: another run is another question
   * @param isPlaying time goes on by itself, and more questions come
   */
  want(run: object, look: Look, isPlaying = false): void {
    const before = this.#wanted?.look;
    if (before?.node !== look.node) this.seen = null;
    if (before?.node !== look.node || !isPlaying) this.#askedAt = -Infinity;
    this.#wanted = { run, look };
    this.#next();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wanted = null;
  }

  #next(): void {
    if (this.#isAsking || !this.#wanted) return;
    clearTimeout(this.#timer);
    const wait = this.#askedAt + EVERY - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => void this.#go(), wait);
    else void this.#go();
  }

  async #go(): Promise<void> {
    const asked = this.#wanted;
    if (!asked || this.#isAsking) return;
    this.#isAsking = true;
    this.#askedAt = performance.now();
    const looked = await this.ask(asked.look).catch(() => undefined);
    this.#isAsking = false;
    const wanted = this.#wanted as typeof asked | null;
    if (!wanted) return;
    if (looked && wanted.run === asked.run && wanted.look.node === asked.look.node)
      this.seen = { look: asked.look, looked };
    if (wanted !== asked) this.#next();
  }
}
