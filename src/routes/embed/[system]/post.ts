import type { EmbedOptions } from './options';

/** What the page around is told of the run. */
export interface EmbedState {
  readonly playing: boolean;
  /** Being computed again. */
  readonly stale: boolean;
  readonly error: string | null;
  /** The address of this very run. */
  readonly link: string;
}

/** Tells the page around a frame what it may want to know. It may be of any origin: nothing here is secret. */
export class Post {
  #height = 0;

  constructor(
    private readonly to: Pick<Window, 'postMessage'>,
    private readonly options: Pick<EmbedOptions, 'id' | 'secret' | 'most'>,
  ) {}

  /** @param height in CSS px; told once for each change */
  height(height: number): void {
    const whole = Math.min(Math.ceil(height), this.options.most);
    if (whole === this.#height) return;
    this.#height = whole;
    const { id, secret } = this.options;
    this.to.postMessage({ type: 'faultline:height', v: 1, id, height: whole }, '*');
    if (secret) this.to.postMessage({ message: 'height', value: whole, secret }, '*');
  }

  state(state: EmbedState): void {
    this.to.postMessage({ type: 'faultline:state', v: 1, id: this.options.id, ...state }, '*');
  }
}
