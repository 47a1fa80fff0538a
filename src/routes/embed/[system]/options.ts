/** What the address of an embed asks for. */
export interface EmbedOptions {
  /** Which frame this is, for a page with several: `?id=`, else the system. */
  readonly id: string;
  readonly scenario?: string;
  readonly controls: 'full' | 'min' | 'none';
  readonly autoplay: boolean;
  /** As high as it needs to be; else it fills the frame that it is given. */
  readonly natural: boolean;
  /** px it may ask for at most; what does not fit scrolls inside. */
  readonly most: number;
  /** WordPress's token, without which it does not listen. */
  readonly secret?: string;
}

/** WordPress makes no frame higher than this, px, and lets none scroll its document. */
const WORDPRESS_MOST = 1000;

/** Reads an address. Whatever it does not know stays at its default: an embed is never without a picture. */
export function readOptions(search: string, hash: string, system: string): EmbedOptions {
  const query = new URLSearchParams(search);
  const controls = query.get('controls');
  const secret = /\?secret=(\w{1,40})$/.exec(hash)?.[1];
  return {
    id: query.get('id')?.slice(0, 60) ?? system,
    scenario: query.get('scenario')?.slice(0, 60),
    controls: controls === 'min' || controls === 'none' ? controls : 'full',
    autoplay: query.get('autoplay') === '1',
    natural: query.get('height') === 'auto' || secret !== undefined,
    most: secret === undefined ? Infinity : WORDPRESS_MOST,
    secret,
  };
}
