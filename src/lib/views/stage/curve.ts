/** A cubic Bézier curve: eight numbers, x and y of its four points. */
export type Curve = readonly [number, number, number, number, number, number, number, number];

/** A side of a mark. */
export type Side = 'left' | 'right' | 'top' | 'bottom';
