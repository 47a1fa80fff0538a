/**
 * The floor: the same million requests in one plain function. A binary heap in typed arrays, no (at, seq) order, the
 * engine's own logarithm, no nodes, no messages, no traces, no checks. It is what any kernel here is measured against.
 * Events a request: arrival, at the balancer, at the server, served, back at the balancer, back at the client.
 */
export interface FloorResult {
  events: number;
  served: number[];
  meanMs: number;
}

const CLIENTS = 3;
const SERVERS = 5;
const HOP = 200;
const SERVICE = 4000;
const GAP = 3000;
/** Kinds of event; the low bits of an event's code. */
const [ARRIVE, BALANCE, QUEUE, SERVED, ANSWER, CLOSE] = [0, 1, 2, 3, 4, 5];
const RING = 2 ** 16;

/** xorshift128, seeded by constants: any fast generator does for a floor. */
function generator(seed: number): () => number {
  let [x, y, z, w] = [seed | 1, 362436069, 521288629, 88675123];
  return () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return (w + 0.5) * 2 ** -32;
  };
}

/** Never more than some hundred events are pending here. */
const at = new Float64Array(2 ** 14);
const code = new Int32Array(2 ** 14);
let size = 0;

function push(time: number, event: number): void {
  let i = size++;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (at[parent] <= time) break;
    at[i] = at[parent];
    code[i] = code[parent];
    i = parent;
  }
  at[i] = time;
  code[i] = event;
}

function pop(): void {
  const last = --size;
  const time = at[last];
  const event = code[last];
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= last) break;
    if (child + 1 < last && at[child + 1] < at[child]) child++;
    if (at[child] >= time) break;
    at[i] = at[child];
    code[i] = code[child];
    i = child;
  }
  at[i] = time;
  code[i] = event;
}

export function floor(requests: number): FloorResult {
  const random = generator(20240607);
  const exponential = (mean: number) => Math.round(-Math.log(random()) * mean);
  size = 0;
  let events = 0;
  let sent = 0;
  let closed = 0;
  let turn = 0;
  let latency = 0;
  const served = new Array<number>(SERVERS).fill(0);
  const held = new Int32Array(SERVERS);
  const head = new Int32Array(SERVERS);
  const tail = new Int32Array(SERVERS);
  const rings = Array.from({ length: SERVERS }, () => new Int32Array(RING));
  const since = new Float64Array(RING);
  const server = new Uint8Array(RING);
  const work = new Float64Array(RING);

  for (let c = 0; c < CLIENTS; c++) push(exponential(GAP), ARRIVE);
  while (closed < requests) {
    const now = at[0];
    const kind = code[0] & 7;
    const id = code[0] >> 3;
    pop();
    events++;
    const s = server[id];
    switch (kind) {
      case ARRIVE: {
        if (sent === requests) break;
        const next = sent++ & (RING - 1);
        work[next] = exponential(SERVICE);
        push(now + HOP, (next << 3) | BALANCE);
        push(now + exponential(GAP), ARRIVE);
        break;
      }
      case BALANCE:
        since[id] = now;
        server[id] = turn;
        turn = turn + 1 === SERVERS ? 0 : turn + 1;
        push(now + HOP, (id << 3) | QUEUE);
        break;
      case QUEUE:
        if (held[s]++ === 0) push(now + work[id], (id << 3) | SERVED);
        else rings[s][tail[s]++ & (RING - 1)] = id;
        break;
      case SERVED:
        served[s]++;
        push(now + HOP, (id << 3) | ANSWER);
        if (--held[s] > 0) {
          const next = rings[s][head[s]++ & (RING - 1)];
          push(now + work[next], (next << 3) | SERVED);
        }
        break;
      case ANSWER:
        latency += now - since[id];
        push(now + HOP, (id << 3) | CLOSE);
        break;
      case CLOSE:
        closed++;
    }
  }
  return { events, served, meanMs: latency / requests / 1000 };
}
