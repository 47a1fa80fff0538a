import { chromium, type Browser, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, findBrowser } from '../lib/browser.mjs';

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(console.error), args: CHROMIUM_ARGS });
}

/** A page of its own context whose processor is slowed by `factor`. */
export async function throttled(browser: Browser, factor: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: factor });
  return page;
}
