import type { Message } from '../../sim';
import {
  Cancelled,
  type Job,
  type Outcome,
  type Progress,
  type Session,
  type Watcher,
} from './job';
import type { Look, Looked } from './scout';
import { received, type Sent } from './sent';
import type { Answer, Request } from './worker';

/** What a worker is to this file, so that a test can bring another. */
export type Port = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

interface Waiting {
  readonly id: number;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: unknown) => void;
  onprogress(progress: Progress): void;
  onlook(sent: Sent): void;
}

/** The session on the other side of a worker's port. */
export class RemoteSession implements Session {
  #id = 0;
  #waiting: Waiting | null = null;
  readonly #asked = new Map<number, (answer: Answer) => void>();

  private constructor(private readonly port: Port) {
    port.onmessage = ({ data }) => this.#hear(data as Answer);
    port.onerror = (event) => this.#fail(new Error(`The simulation stopped: ${event.message}`));
  }

  /** Resolves when the worker has loaded the system; rejects when it does not come up. */
  static open(port: Port, system: string): Promise<RemoteSession> {
    return new Promise((resolve, reject) => {
      port.onerror = () => {
        port.terminate();
        reject(new Error('The worker did not load.'));
      };
      port.onmessage = () => resolve(new RemoteSession(port));
      port.postMessage({ do: 'open', system } satisfies Request);
    });
  }

  run(job: Job, watcher: Watcher = {}): Promise<Outcome> {
    this.cancel();
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting = {
        id,
        resolve: (sent) => resolve(received(sent, job.recipe)),
        reject,
        onprogress: (progress) => watcher.onprogress?.(progress),
        onlook: (sent) => watcher.onlook?.(received(sent, job.recipe)),
      };
      this.port.postMessage({ do: 'run', id, job } satisfies Request);
    });
  }

  cancel(): void {
    if (!this.#waiting) return;
    this.port.postMessage({ do: 'cancel' } satisfies Request);
    this.#fail(new Cancelled());
  }

  async inspect(envelope: number): Promise<Message | undefined> {
    const answer = await this.#ask((id) => ({ do: 'inspect', id, envelope }));
    return answer.say === 'message' ? answer.message : undefined;
  }

  async look(look: Look): Promise<Looked | undefined> {
    const answer = await this.#ask((id) => ({ do: 'look', id, look }));
    return answer.say === 'looked' ? answer.looked : undefined;
  }

  #ask(request: (id: number) => Request): Promise<Answer> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.port.postMessage(request(id));
    });
  }

  close(): void {
    this.cancel();
    this.port.terminate();
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #hear(answer: Answer): void {
    if (answer.say === 'open') return;
    if (answer.say === 'message' || answer.say === 'looked') {
      this.#asked.get(answer.id)?.(answer);
      this.#asked.delete(answer.id);
      return;
    }
    const waiting = this.#waiting;
    if (waiting?.id !== answer.id) return;
    if (answer.say === 'progress') return waiting.onprogress(answer.progress);
    if (answer.say === 'look') return waiting.onlook(answer.sent);
    if (answer.say === 'failed') return this.#fail(new Error(answer.problem));
    this.#waiting = null;
    waiting.resolve(answer.sent);
  }
}
