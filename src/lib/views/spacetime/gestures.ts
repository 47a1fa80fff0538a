import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent } from 'd3-zoom';
import type { Micros } from '../../sim';
import type { Plane } from './plane';
import { SHORTEST, type Span } from './span';

/**
 * Dragging pans and pinching or a wheel with Ctrl zooms along the time axis. A wheel alone scrolls the page, and so does
 * one finger where time runs downwards.
 */
export function gestures(
  element: Element,
  plane: () => Plane,
  end: () => Micros,
  moved: (span: Span) => void,
) {
  // What is told during a gesture comes back as an event of that gesture, and is none of the reader's doing.
  let telling = false;
  const behaviour = zoom<Element, unknown>()
    .filter((event: Event) => {
      if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey;
      if (event.type.startsWith('touch'))
        return !plane().vertical || (event as TouchEvent).touches.length > 1;
      return (event as MouseEvent).button === 0 && !(event as MouseEvent).ctrlKey;
    })
    .extent(() => [
      [0, 0],
      [plane().width, plane().height],
    ])
    .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<Element, unknown>) => {
      if (!sourceEvent || telling) return;
      const { start, length, vertical } = plane();
      const span = Math.max(end(), SHORTEST) / transform.k;
      const shift = vertical ? transform.y : transform.x;
      const from = ((start - transform.k * start - shift) / length) * span;
      moved({ from, to: from + span });
    });
  const selection = select(element).call(behaviour).on('dblclick.zoom', null);
  return {
    /** Tells the gestures what span is shown, wherever that came from. */
    follow({ span, start, length, vertical }: Plane): void {
      const whole = Math.max(end(), SHORTEST);
      const seen = span.to - span.from;
      const k = whole / seen;
      const shift = start - k * start - (span.from / seen) * length;
      behaviour.scaleExtent([1, whole / SHORTEST]);
      telling = true;
      selection.call(
        behaviour.transform,
        zoomIdentity.translate(vertical ? 0 : shift, vertical ? shift : 0).scale(k),
      );
      telling = false;
    },
    stop(): void {
      selection.on('.zoom', null);
    },
  };
}
