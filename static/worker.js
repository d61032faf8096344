/* Keeps the pages that somebody chose to keep on this phone, and nothing else: portal/kept.py says how. The server puts LOOK
   (the site's own files) and VERSION in front. A copy says its day, in words that the server sent with it. */
"use strict";
const PAGES = "pages-1";
const GUIDE = /^\/[a-z]{2}\/(?:corridors\/(?:[A-Z]{2}-[A-Z]{2}-[A-Z0-9_]{1,12}\/)?|help\/)$/;
const OPENING = /^\/[a-z]{2}\/jobs\/\d{10}\/$/;
const PHONE = /^\/[a-z]{2}\/phone\/$/;
const HOME = /^\/[a-z]{2}\/$/;
const DAY = 864e5;
const PATIENCE = 6000;

const may = (path) => GUIDE.test(path) || OPENING.test(path) || PHONE.test(path);
const kept_at = (copy) => Date.parse(copy.headers.get("X-Kept-At"));
/* Past its last day, or older than the phone's clock can judge. */
const ended = (copy) => Date.now() >= Date.parse(copy.headers.get("X-Kept-Until")) || Date.now() < kept_at(copy) - DAY;

/* The page from the network; kept when the server allows it, forgotten when it is no more. */
async function load(path, keep) {
  const pages = await caches.open(PAGES);
  const answer = await fetch(path, { headers: { "X-Keep": "1" }, credentials: "same-origin", redirect: "manual", cache: "no-cache" });
  if (answer.status === 404 || answer.status === 410) await pages.delete(path);
  if (keep && answer.ok && answer.headers.has("X-Kept-Line")) await pages.put(path, answer.clone());
  return answer;
}

async function copy_of(path) {
  const pages = await caches.open(PAGES);
  const copy = await pages.match(path);
  if (copy && ended(copy)) {
    await pages.delete(path);
    return undefined;
  }
  return copy;
}

/* The copy with its day above everything else; the sheet shows nothing of it in green. */
async function told(copy) {
  const line = decodeURIComponent(copy.headers.get("X-Kept-Line"));
  const page = (await copy.text()).replace("<body>", '<body class="kept">').replace(/<main[^>]*>/, (main) => main + line);
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": copy.headers.get("Content-Security-Policy") } });
}

async function away(path) {
  const phone = await copy_of(path.slice(0, 4) + "phone/");
  return phone ? told(phone) : Response.error();
}

async function show(event, path) {
  const copy = PHONE.test(path) ? undefined : await copy_of(path);
  const fresh = load(path, GUIDE.test(path) || PHONE.test(path) || Boolean(copy));
  event.waitUntil(fresh.catch(() => {}));
  /* A guide of today is shown at once and renewed behind it; a job is always asked for first. */
  if (copy && GUIDE.test(path) && Date.now() - kept_at(copy) < DAY) return told(copy);
  try {
    const late = new Promise((_, give_up) => setTimeout(give_up, PATIENCE));
    return await (copy ? Promise.race([fresh, late]) : fresh);
  } catch {
    return copy ? told(copy) : away(path);
  }
}

async function look(request) {
  const files = await caches.open(LOOK_NAME);
  const held = await files.match(request);
  if (held) return held;
  try {
    return await fetch(request);
  } catch (gone) {
    /* A copy made before an update asks for the sheet of its day. */
    const name = new URL(request.url).pathname.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
    const newer = LOOK.find((file) => file.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "") === name);
    if (newer) return files.match(newer);
    throw gone;
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(LOOK_NAME).then((files) => files.addAll(LOOK)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== PAGES && name !== LOOK_NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (LOOK.some((file) => file.split(".")[0] === url.pathname.split(".")[0])) event.respondWith(look(request));
  else if (request.mode !== "navigate" || url.search) return;
  else if (may(url.pathname)) event.respondWith(show(event, url.pathname));
  else if (HOME.test(url.pathname)) event.respondWith(fetch(request).catch(() => away(url.pathname)));
});

self.addEventListener("message", (event) => {
  const { path } = event.data;
  const keep = may(path) ? load(path, true).then((answer) => answer.ok && answer.headers.has("X-Kept-Line"), () => false) : Promise.resolve(false);
  event.waitUntil(keep.then((done) => event.ports[0].postMessage(done)));
});
