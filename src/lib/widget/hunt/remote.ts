import type { Counterexample, Found, Target, Seeds, Tally } from '../../hunt';
import type { Hunter } from './hunter';
import type { Answer, Request } from './worker';

type Port = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** A hunter on the other side of a worker's port. */
export class RemoteHunter implements Hunter {
  #hear: (answer: Answer) => void = () => {};
  #fail: (error: Error) => void = () => {};

  private constructor(private readonly port: Port) {
    port.onmessage = ({ data }) => this.#hear(data as Answer);
    port.onerror = (event) => this.#fail(new Error(`The hunt stopped: ${event.message}`));
  }

  /** Resolves when the worker has loaded the system; rejects when it does not come up. */
  static async open(port: Port, { system, ...target }: Target): Promise<RemoteHunter> {
    const hunter = new RemoteHunter(port);
    await hunter.#ask({ do: 'open', system: system.id, target });
    return hunter;
  }

  async attempt(seeds: Seeds, onprogress: (tally: Tally) => void): Promise<Tally> {
    const answer = await this.#ask({ do: 'attempt', seeds }, onprogress);
    return (answer as Answer & { say: 'tried' }).tally;
  }

  async shrink(found: Found): Promise<Counterexample> {
    const answer = await this.#ask({ do: 'shrink', found });
    return (answer as Answer & { say: 'shrunk' }).counterexample;
  }

  close(): void {
    this.port.terminate();
  }

  #ask(request: Request, onprogress?: (tally: Tally) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#hear = (answer) => {
        if (answer.say === 'progress') onprogress?.(answer.tally);
        else if (answer.say === 'failed') reject(new Error(answer.problem));
        else resolve(answer);
      };
      this.port.postMessage(request);
    });
  }
}
