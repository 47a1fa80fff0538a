/** Drawn once a run and handed to the workers by environment, so that two runs on one machine do not meet. */
process.env.FAULTLINE_PORT ??= String(20_000 + (process.pid % 5_000) * 4);

export const FIRST_PORT = Number(process.env.FAULTLINE_PORT);

/** The build as it is deployed to a project's pages: made for, and served under, a sub-path. */
export const SUB_PATH = `http://localhost:${FIRST_PORT}/sub/path/`;
/** The plain build at the root of a host. */
export const ROOT = `http://localhost:${FIRST_PORT + 1}/`;
/** The plain build dropped into a folder it was not told of. */
export const MOVED = `http://localhost:${FIRST_PORT + 2}/moved/here/`;

/**
 * Address of a page of another site that frames one of ours.
 * @param page `plain` follows the frame's height; `sandboxed` grants it scripts and nothing else;
 * `wordpress` clamps its height and lets its document not scroll
 * @param src absolute address of the embed
 */
export function hostPage(page: 'plain' | 'sandboxed' | 'wordpress', src: string): string {
  return `http://127.0.0.1:${FIRST_PORT + 3}/${page}.html?src=${encodeURIComponent(src)}`;
}
