import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../scripts/serve-static.mjs';

let folder: string;
let host: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-serve-'));
  mkdirSync(join(folder, 'site/page'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'not served');
  writeFileSync(join(folder, 'site/404.html'), '<h1>missing</h1>');
  writeFileSync(join(folder, 'site/page/index.html'), '<h1>page</h1>');
  writeFileSync(join(folder, 'site/large.txt'), 'x'.repeat(5_000_000));
  host = await serve(join(folder, 'site'), { base: '/sub/path/' });
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

/** Asks for a path as it is: `fetch` would mend it first. */
function ask(path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(host.url);
  return new Promise<{ status?: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (done, fail) => {
      const sent = request({ hostname, port, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          done({
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      sent.on('error', fail);
      sent.end();
    },
  );
}

describe('the static server', () => {
  it('serves files, an index, a redirect to the slash, and the page for what is missing', async () => {
    expect(await ask('/sub/path/page/')).toMatchObject({
      status: 200,
      body: Buffer.from('<h1>page</h1>'),
    });
    expect(await ask('/sub/path/page?a=1')).toMatchObject({
      status: 301,
      headers: { location: '/sub/path/page/?a=1' },
    });
    expect(await ask('/sub/path')).toMatchObject({ status: 301 });
    for (const path of ['/sub/path/none/', '/page/', '/'])
      expect(await ask(path)).toMatchObject({ status: 404, body: Buffer.from('<h1>missing</h1>') });
    const zipped = await ask('/sub/path/page/', { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body).toString()).toBe('<h1>page</h1>');
  });

  it.each([
    ['a name longer than any file’s', `/sub/path/questions/x/%23r=1;${'a'.repeat(300)}`, 404],
    ['a path of 10 kB', `/sub/path/${'x'.repeat(10_000)}/`, 404],
    ['10 kB of folders', `/sub/path/${'x/'.repeat(5000)}`, 404],
    ['a file as a folder', '/sub/path/large.txt/more', 404],
    ['a zero byte', '/sub/path/page%00/', 404],
    ['broken percent-encoding', '/sub/path/%E0%A4%A', 404],
    ['a way out', '/sub/path/..%2Fsecret.txt', 404],
    ['another way out', '/sub/path/%2e%2e/%2e%2e/secret.txt', 404],
    ['no path at all', '//', 400],
    ['a host that is none', 'http://[', 400],
    ['more than Node reads', `/sub/path/${'x'.repeat(20_000)}`, 431],
  ])('%s is answered, and so is what comes after it', async (_, path, status) => {
    expect((await ask(path)).status).toBe(status);
    expect((await ask('/sub/path/page/')).status).toBe(200);
  });

  it('goes on when somebody goes away in the middle', async () => {
    const { hostname, port } = new URL(host.url);
    for (const encoding of ['identity', 'gzip']) {
      await new Promise<void>((done) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(
            `GET /sub/path/large.txt HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\n\r\n`,
          );
          socket.once('data', () => socket.destroy());
        });
        socket.on('close', () => done());
      });
    }
    expect((await ask('/sub/path/page/')).status).toBe(200);
  });
});
