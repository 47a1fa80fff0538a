import { MESSAGE_MARKS, MESSAGE_STYLES, type TypeLook } from '../marks/messages';
import { densityOf, LOST, DUPLICATE, type Frame } from './frame';

type Canvas = HTMLCanvasElement | OffscreenCanvas;
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Colours by name: "message", "fault" … as solid fills, "paper" and "ink" for letters and outlines. */
export type Palette = Readonly<Record<string, string>>;

/** All that a painter has to know besides the messages. */
export interface Paper {
  readonly width: number;
  readonly height: number;
  /** Canvas pixels a CSS pixel. */
  readonly ratio: number;
  readonly palette: Palette;
  readonly looks: readonly TypeLook[];
}

/** Above this many, messages are drawn small and without letters; above `CLOUD` as density. */
const CROWD = 1000;
export const CLOUD = 5000;
const SPRITE = 28;
const DOT = 0.5;
const CELL = 8;

/** Draws messages on a canvas, on the page or in a worker: each kind once as a sprite, then copied. */
export class Painter {
  readonly #context: Context;
  #paper: Paper | null = null;
  /** Sprites in a row, one for each look; and a row of small ones below. */
  #sprites: Canvas | null = null;

  constructor(
    private readonly canvas: Canvas,
    private readonly makeCanvas: (width: number, height: number) => Canvas,
  ) {
    const context = canvas.getContext('2d') as Context | null;
    if (!context) throw new Error('This browser gives no 2d context.');
    this.#context = context;
  }

  set paper(paper: Paper) {
    this.#paper = paper;
    this.canvas.width = Math.max(1, Math.round(paper.width * paper.ratio));
    this.canvas.height = Math.max(1, Math.round(paper.height * paper.ratio));
    this.#sprites = spritesOf(paper, this.makeCanvas);
  }

  draw(frame: Frame): void {
    if (!this.#paper) return;
    const { ratio } = this.#paper;
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (frame.count > CLOUD) this.#cloud(frame, this.#paper);
    else this.#copies(frame, this.#paper);
    this.#context.globalAlpha = 1;
  }

  #copies(frame: Frame, { ratio, looks, palette }: Paper): void {
    const context = this.#context;
    const small = frame.count > CROWD;
    const size = SPRITE * ratio;
    const shown = small ? SPRITE * DOT : SPRITE;
    for (let i = 0; i < frame.count; i++) {
      const faded = frame.flags[i] & DUPLICATE ? 0.5 : 1;
      const alpha = frame.alpha[i] * faded;
      if (context.globalAlpha !== alpha) context.globalAlpha = alpha;
      const column = frame.type[i] < looks.length ? frame.type[i] : 0;
      context.drawImage(
        this.#sprites!,
        column * size,
        small ? size : 0,
        small ? size * DOT : size,
        small ? size * DOT : size,
        frame.x[i] - shown / 2,
        frame.y[i] - shown / 2,
        shown,
        shown,
      );
      if (frame.flags[i] & LOST) cross(context, frame.x[i], frame.y[i], palette);
    }
  }

  #cloud(frame: Frame, { width, height, palette }: Paper): void {
    const { columns, travelling, lost } = densityOf(frame, width, height, CELL);
    const layers = [
      [travelling, palette.message],
      [lost, palette.fault],
    ] as const;
    for (const [counts, colour] of layers) {
      this.#context.fillStyle = colour;
      counts.forEach((count, i) => {
        if (count === 0) return;
        this.#context.globalAlpha = Math.min(0.92, 0.22 + 0.2 * Math.log2(count));
        const [x, y] = [(i % columns) * CELL, Math.floor(i / columns) * CELL];
        this.#context.fillRect(x, y, CELL, CELL);
      });
    }
  }
}

function cross(context: Context, x: number, y: number, palette: Palette): void {
  context.strokeStyle = palette.fault;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 5, y - 5);
  context.lineTo(x + 5, y + 5);
  context.moveTo(x + 5, y - 5);
  context.lineTo(x - 5, y + 5);
  context.stroke();
}

function spritesOf(
  { looks, palette, ratio }: Paper,
  makeCanvas: (width: number, height: number) => Canvas,
): Canvas {
  const size = SPRITE * ratio;
  const sheet = makeCanvas(
    Math.max(1, Math.ceil(looks.length * size)),
    Math.ceil(size * (1 + DOT)),
  );
  const context = sheet.getContext('2d') as Context;
  looks.forEach((look, i) => {
    stamp(context, look, palette, ratio, (i + 0.5) * size, size / 2, true);
    const middle = (size * DOT) / 2;
    stamp(context, look, palette, ratio * DOT, i * size + middle, size + middle, false);
  });
  return sheet;
}

function stamp(
  context: Context,
  look: TypeLook,
  palette: Palette,
  scale: number,
  x: number,
  y: number,
  lettered: boolean,
): void {
  const { path, solid, tone } = MESSAGE_STYLES[MESSAGE_MARKS[look.mark]];
  context.setTransform(scale, 0, 0, scale, x, y);
  const shape = new Path2D(path);
  context.fillStyle = solid ? palette[tone] : palette.paper;
  context.strokeStyle = solid ? palette.paper : palette[tone];
  context.lineWidth = solid ? 1.5 : lettered ? 2 : 4;
  context.fill(shape);
  context.stroke(shape);
  if (!lettered) return;
  context.fillStyle = solid ? palette.paper : palette[tone];
  context.font = '700 12px Inter, system-ui, sans-serif';
  context.textAlign = 'center';
  context.fillText(look.letter, 0, 4.3);
}
