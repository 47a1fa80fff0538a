/// <reference lib="webworker" />
import type { Frame } from './frame';
import { Painter, type Paper } from './painter';

/** From the page. The canvas comes first and once. */
export type ToPainter =
  { readonly canvas: OffscreenCanvas } | { readonly paper: Paper } | { readonly frame: Frame };

const scope = self as unknown as DedicatedWorkerGlobalScope;
let painter: Painter | null = null;

scope.onmessage = ({ data }: MessageEvent<ToPainter>) => {
  if ('canvas' in data) painter = new Painter(data.canvas, (w, h) => new OffscreenCanvas(w, h));
  else if ('paper' in data) painter!.paper = data.paper;
  else {
    painter!.draw(data.frame);
    scope.postMessage('painted');
  }
};
