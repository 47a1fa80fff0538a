import { afterEach, expect, test, vi } from 'vitest';
import { canvasMessages } from './canvas-messages';
import type { Frame } from './frame';
import { CLOUD, Painter, type Paper } from './painter';

const paper: Paper = {
  width: 200,
  height: 100,
  ratio: 1,
  palette: {
    paper: '#ffffff',
    message: '#0000ff',
    fault: '#ff0000',
    durable: '#880088',
    healthy: '#00ff00',
    unknown: '#888888',
  },
  looks: [{ mark: 0, letter: 'R' }],
};

function frameOf(points: [number, number][], flags = 0): Frame {
  const n = points.length;
  return {
    count: n,
    envelope: new Int32Array(n),
    x: Float32Array.from(points, ([x]) => x),
    y: Float32Array.from(points, ([, y]) => y),
    alpha: new Float32Array(n).fill(1),
    type: new Int32Array(n),
    flags: new Uint8Array(n).fill(flags),
  };
}

function paint(frame: Frame): (x: number, y: number) => number[] {
  const canvas = document.createElement('canvas');
  const painter = new Painter(canvas, (width, height) =>
    Object.assign(document.createElement('canvas'), { width, height }),
  );
  painter.paper = paper;
  painter.draw(frame);
  const context = canvas.getContext('2d')!;
  return (x, y) => [...context.getImageData(x, y, 1, 1).data];
}

afterEach(() => vi.unstubAllGlobals());

test('a message is painted where the frame has it, and nowhere else', () => {
  const at = paint(frameOf([[50, 40]]));
  expect(at(43, 40)).toEqual([0, 0, 255, 255]);
  expect(at(150, 40)[3]).toBe(0);
});

test('above a thousand messages are small, above five thousand they are density', () => {
  const crowd = paint(frameOf(Array.from({ length: 1500 }, () => [50, 40])));
  expect(crowd(50, 40)).toEqual([0, 0, 255, 255]);
  expect(crowd(41, 40)[3]).toBe(0);
  expect(paint(frameOf([[50, 40]]))(41, 40)[3]).toBe(255);
  const cloud = paint(frameOf(Array.from({ length: CLOUD + 1 }, () => [50, 40])));
  expect(cloud(49, 41).slice(0, 3)).toEqual([0, 0, 255]);
  expect(cloud(60, 40)[3]).toBe(0);
});

test('a canvas is painted in a worker, on the page where workers are refused', () => {
  const holder = document.createElement('div');
  document.body.append(holder);
  const away = canvasMessages(holder);
  expect(away.where).toBe('worker');
  away.close();
  vi.stubGlobal('Worker', function refused() {
    throw new DOMException('no', 'SecurityError');
  });
  const here = canvasMessages(holder);
  expect(here.where).toBe('page');
  here.paper(paper);
  here.draw(frameOf([[50, 40]]));
  const canvas = holder.querySelector('canvas')!;
  expect([...canvas.getContext('2d')!.getImageData(43, 40, 1, 1).data]).toEqual([0, 0, 255, 255]);
  here.close();
  expect(holder.children).toHaveLength(0);
});
