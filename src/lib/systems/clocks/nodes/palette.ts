/** Values that are written by hand, by their number; 0 is a value without a name. */
export const COLOURS: readonly string[] = ['', 'blue', 'red', 'green', 'amber', 'purple', 'white'];
