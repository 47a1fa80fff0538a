import type { Frame } from './frame';
import { Painter, type Paper } from './painter';
import type { ToPainter } from './painter.worker';

/** Something that paints frames on a canvas of its own. */
export interface CanvasMessages {
  readonly where: 'worker' | 'page';
  /** Size, colours and looks; before the first frame and whenever they change. */
  paper(paper: Paper): void;
  draw(frame: Frame): void;
  close(): void;
}

/** Frames under way to the worker: more would only queue up. */
const MOST_AHEAD = 2;

/**
 * Paints on a canvas put into `parent`: in a worker where workers and OffscreenCanvas are allowed (a sandboxed frame
 * refuses the one, an old browser lacks the other), else on the page's own thread.
 */
export function canvasMessages(parent: HTMLElement): CanvasMessages {
  try {
    return inWorker(addCanvas(parent));
  } catch {
    parent.replaceChildren();
    return onPage(addCanvas(parent));
  }
}

function addCanvas(parent: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  parent.replaceChildren(canvas);
  return canvas;
}

function inWorker(canvas: HTMLCanvasElement): CanvasMessages {
  if (!('transferControlToOffscreen' in canvas)) throw new Error('no OffscreenCanvas');
  const worker = new Worker(new URL('./painter.worker.ts', import.meta.url), { type: 'module' });
  const tell = (message: ToPainter, transfer: Transferable[] = []) =>
    worker.postMessage(message, transfer);
  const parent = canvas.parentElement!;
  let spare: CanvasMessages | null = null;
  let last: Paper | null = null;
  let ahead = 0;
  let next: Frame | null = null;
  const send = (frame: Frame) => {
    ahead++;
    tell({ frame });
  };
  worker.onmessage = () => {
    ahead--;
    if (next) send(next);
    next = null;
  };
  worker.onerror = () => {
    spare = onPage(addCanvas(parent));
    if (last) spare.paper(last);
    if (next) spare.draw(next);
  };
  const offscreen = canvas.transferControlToOffscreen();
  tell({ canvas: offscreen }, [offscreen]);
  return {
    get where() {
      return spare ? 'page' : 'worker';
    },
    paper(paper) {
      last = paper;
      if (spare) spare.paper(paper);
      else tell({ paper });
    },
    draw(frame) {
      if (spare) spare.draw(frame);
      else if (ahead < MOST_AHEAD) send(frame);
      else next = frame;
    },
    close() {
      worker.terminate();
      parent.replaceChildren();
    },
  };
}

function onPage(canvas: HTMLCanvasElement): CanvasMessages {
  const painter = new Painter(canvas, (width, height) =>
    Object.assign(document.createElement('canvas'), { width, height }),
  );
  return {
    where: 'page',
    paper: (paper) => (painter.paper = paper),
    draw: (frame) => painter.draw(frame),
    close: () => canvas.remove(),
  };
}
