/** What `partition.ts` measures inside the page, in ms. Bundled, as `watch.ts` is. */
export const meter = { seeks, reseeds, framesWhileHunting };

declare global {
  interface Window {
    __meter: typeof meter;
  }
}
window.__meter = meter;

const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
const widget = (): HTMLElement => document.querySelector<HTMLElement>('#widget .widget')!;

function press(key: string): void {
  const slider = widget().querySelector<HTMLInputElement>('.timeline input')!;
  slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

/** How long the page is busy with each seek: from the key until everything is laid out again. */
async function seeks(): Promise<number[]> {
  const times: number[] = [];
  press('Home');
  for (let i = 0; i < 19; i++) {
    await frame();
    await new Promise((done) => setTimeout(done, 50));
    const began = performance.now();
    press('PageUp');
    // Svelte's effects run as microtasks.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    void document.body.offsetHeight;
    times.push(performance.now() - began);
  }
  return times;
}

/** From another seed until the stage shows that run where the reader is, and until the whole of it is there. */
interface Reseeds {
  readonly seen: number[];
  readonly whole: number[];
}

async function reseeds(rounds: number): Promise<Reseeds> {
  const times: Reseeds = { seen: [], whole: [] };
  const field = widget().querySelector<HTMLInputElement>('.seed input')!;
  for (let i = 0; i < rounds; i++) {
    await new Promise((done) => setTimeout(done, 1500));
    const began = performance.now();
    const shown = changed(widget().querySelector('.stage')!);
    const over = computed(widget().querySelector('.area')!);
    field.value = String(100 + i);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    times.seen.push((await shown) - began);
    times.whole.push((await over) - began);
  }
  return times;
}

/** When the marks next change and are laid out. */
function changed(stage: Element): Promise<number> {
  return new Promise((done) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      void document.body.offsetHeight;
      done(performance.now());
    });
    observer.observe(stage, {
      subtree: true,
      attributes: true,
      childList: true,
      characterData: true,
    });
  });
}

/** When its sign of computing has come and gone, and all is laid out. */
function computed(area: Element): Promise<number> {
  let isComputing = false;
  return new Promise((done) => {
    const observer = new MutationObserver(() => {
      const wasComputing = isComputing;
      isComputing = area.querySelector('.again') !== null;
      if (isComputing || !wasComputing) return;
      observer.disconnect();
      void document.body.offsetHeight;
      done(performance.now());
    });
    observer.observe(area, { childList: true });
  });
}

/** Frames a second of the playing stage, over three seconds of a hunt. */
async function framesWhileHunting(): Promise<number> {
  const section = document.querySelector('#hunt')!;
  section.scrollIntoView();
  const button = await present(section, /Find a failure/);
  press('Home');
  button.click();
  widget().scrollIntoView();
  widget().dispatchEvent(new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true }));
  await new Promise((done) => setTimeout(done, 500));
  const began = await frame();
  let frames = 0;
  let now = began;
  while (now - began < 3000) {
    now = await frame();
    frames++;
  }
  return (frames * 1000) / (now - began);
}

/** The button of that name, once it is there. */
async function present(within: Element, name: RegExp): Promise<HTMLButtonElement> {
  for (let tries = 0; tries < 300; tries++) {
    const found = [...within.querySelectorAll('button')].find((b) => name.test(b.textContent));
    if (found) return found;
    await frame();
  }
  throw new Error(`no button ${String(name)}`);
}
