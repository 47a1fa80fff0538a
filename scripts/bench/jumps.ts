/** What a jump along the timeline takes, in ms from the beginning of a frame. */
export interface Jump {
  /** Until the page is drawn at the new moment. */
  readonly drawn: number;
  /** Until nothing in what is open beside the stage changes any more; 0 when nothing is open. */
  readonly known: number;
}

declare global {
  interface Window {
    __jumps: (times: number) => Promise<Jump[]>;
  }
}

/** Without a change for so long, what is open beside the stage has come to rest. */
const QUIET_MS = 200;

// Bundled and run in the page, as `watch.ts` is.
const frame = () => new Promise<number>((begun) => requestAnimationFrame(begun));
const afterPaint = () =>
  new Promise<void>((painted) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => painted();
    port2.postMessage(0);
  });
const rest = (ms: number) => new Promise((rested) => setTimeout(rested, ms));

async function jump(line: HTMLInputElement, to: number): Promise<Jump> {
  const beside = document.querySelector('section.beside');
  await frame();
  const begun = performance.now();
  let changed = begun;
  const observer = new MutationObserver(() => (changed = performance.now()));
  if (beside) observer.observe(beside, { subtree: true, childList: true, characterData: true });
  line.value = String(to);
  line.dispatchEvent(new Event('input', { bubbles: true }));
  await afterPaint();
  const drawn = performance.now() - begun;
  do await rest(QUIET_MS);
  while (performance.now() - changed < QUIET_MS);
  observer.disconnect();
  return { drawn, known: changed - begun };
}

window.__jumps = async (times) => {
  const line = document.querySelector<HTMLInputElement>('.timeline input[type=range]')!;
  const jumps: Jump[] = [];
  // To and fro: the next moment is never where the last one was.
  for (let i = 1; i <= times; i++)
    jumps.push(await jump(line, Math.round((Number(line.max) * ((i * 7) % times)) / times)));
  return jumps;
};
