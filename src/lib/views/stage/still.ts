import type { StageNode } from '../picture';
import { layoutStage } from './layout';
import { linkPaths } from './links';

const STYLE = `
text { font: 600 13px system-ui, sans-serif; fill: #1a1e23; text-anchor: middle; }
rect { fill: #ffffff; stroke: #1a1e23; stroke-width: 1.5; }
path { fill: none; stroke: #8d8a82; stroke-width: 1.25; }
@media (prefers-color-scheme: dark) {
  text { fill: #e8e6e0; }
  rect { fill: #171c22; stroke: #e8e6e0; }
  path { stroke: #69737f; }
}
@media (forced-colors: active) {
  text { fill: CanvasText; }
  rect { fill: Canvas; stroke: CanvasText; }
  path { stroke: CanvasText; }
}`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const px = (value: number) => String(Math.round(value * 10) / 10);

/**
 * The stage without a run, as an SVG file: who is there, and who talks to whom. For readers without scripts.
 * @param links by the nodes' ids
 * @param width px
 */
export function stillOf(
  nodes: readonly StageNode[],
  links: readonly { readonly from: string; readonly to: string }[],
  width: number,
): string {
  const layout = layoutStage(nodes, width);
  const number = new Map(nodes.map(({ id }, i) => [id, i]));
  const pairs = links.map(({ from, to }) => ({ from: number.get(from)!, to: number.get(to)! }));
  const lines = linkPaths(layout, pairs).map(({ d }) => `<path d="${d}"/>`);
  const marks = layout.places.map(({ box: { x, y, w, h }, label }) => {
    const middle = label.where === 'inside' ? y + h / 2 : label.box.y + label.box.h / 2;
    return (
      `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" rx="4"/>` +
      `<text x="${px(x + w / 2)}" y="${px(middle + 4.5)}">${escaped(label.text)}</text>`
    );
  });
  const size = `width="${width}" height="${px(layout.height)}"`;
  const box = `viewBox="0 0 ${width} ${px(layout.height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}><style>${STYLE}</style>${lines.join('')}${marks.join('')}</svg>\n`;
}
