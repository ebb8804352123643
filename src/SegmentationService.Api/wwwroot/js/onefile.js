// A page as one file that needs nothing else: its style within, its pictures as SVG, no script, and no request to anywhere.

import { address } from './api.js';

/** The page that an element shows, as HTML; what is not for paper is left out. */
export async function oneFile(main, title) {
  const style = await (await fetch(address('css/app.css'))).text();
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = 'en';
  const meta = (properties) => page.head.append(Object.assign(page.createElement('meta'), properties));
  // Whatever a name or a note says, the file runs nothing and asks for nothing.
  meta({ httpEquiv: 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" });
  meta({ name: 'viewport', content: 'width=device-width, initial-scale=1' });
  meta({ name: 'color-scheme', content: 'light' });
  page.body.className = document.body.className;
  const copy = page.importNode(main, true);
  for (const element of copy.querySelectorAll('.noprint, script')) element.remove();
  for (const link of copy.querySelectorAll('a')) link.replaceWith(...link.childNodes);
  page.body.append(copy);
  // The style is put in as text: within a page it would have to be allowed by that page's own policy.
  const html = page.documentElement.outerHTML.replace('</head>', () => `<style>\n${style}</style></head>`);
  return new Blob([`<!doctype html>\n<meta charset="utf-8">\n${html}`], { type: 'text/html' });
}
