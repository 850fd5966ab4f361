{# Keeps the pages that the server lets it keep, and shows one where the network fails. Each release #}
{# has its own cache; an older one stays while a page in it has no successor. #}
importScripts("{{ presses }}");

const CACHE = "singgah-{{ version }}";
const SAYS = "{{ header }}";
const PATIENCE = 4000; {# ms #}
const FRESH = 15000; {# ms in which an answer that came late is still the one asked for #}
const AWAY = [502, 503, 504];
const GONE = [401, 403, 404, 410];
const ONCE = /<!--once-->[^]*?<!--\/once-->/g; {# what a page says to the press before it #}
const FILE = /^\/(static|logo)\//;
const DESK = "/petugas/";
const DAY = "/petugas/hari-ini/";
const late = new Map();
const ended = new Map(); {# by the begin of paths, when an answer last ended what was kept of them #}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), tidy()])));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (FILE.test(url.pathname)) event.respondWith(file(request));
});

{# A page was opened, and names the files that it is made of. #}
self.addEventListener("message", (event) => {
  if (event.data?.page) event.waitUntil(opened(event.data));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "presses") event.waitUntil(Presses.sendFromWorker());
});

async function page(event, url) {
  const before = late.get(url.href);
  late.delete(url.href);
  if (before && Date.now() - before.at < FRESH) return before.response;
  const since = Date.now();
  const asked = fetch(event.request);
  const kept = await find(url);
  const answer = kept ? await Promise.race([asked.catch(() => "away"), pause()]) : await asked.catch(() => "away");
  if (answer === "late") {
    event.waitUntil(asked.then((response) => came(event, url, response, since), () => {}));
    return kept;
  }
  if (answer === "away") return kept ?? nothing(url);
  if (kept && AWAY.includes(answer.status)) return kept;
  const copy = answer.clone();
  event.waitUntil(note(url, copy, since));
  return answer;
}

const pause = () => new Promise((done) => setTimeout(done, PATIENCE, "late"));

{# It shows what was kept meanwhile, asks again, and is given this answer. #}
async function came(event, url, response, since) {
  if (AWAY.includes(response.status)) return;
  const copy = response.clone();
  late.set(url.href, { at: Date.now(), response });
  await note(url, copy, since);
  (await clients.get(event.resultingClientId))?.postMessage("fresh");
}

async function file(request) {
  const asked = fetch(request);
  const kept = await caches.match(request);
  if (!kept) return asked;
  const answer = await Promise.race([asked.catch(() => "away"), pause()]);
  return answer.ok ? answer : kept;
}

{# What the server says of a page, asked since then, is kept, or ends what was kept: of its link, or of the desk. #}
async function note(url, response, since) {
  const says = response.headers.get(SAYS);
  if (response.ok && says) return keep(url, response, JSON.parse(says), since);
  const gone = response.ok || response.type === "opaqueredirect" || GONE.includes(response.status);
  const { pathname } = url;
  if (!gone || !(pathname === linkOf(pathname) || (await find(url)))) return;
  const whole = linkOf(pathname) ?? (pathname === DAY ? DESK : pathname);
  ended.set(whole, Date.now());
  await drop((path) => path.startsWith(whole));
}

{# A link begins with its visit's public id; a newer one of the same visit ends it. #}
const visitOf = (path) => path.match(/^\/k\/.{12}/)?.[0];
const linkOf = (path) => path.match(/^\/(k|tiket)\/[^/]+\//)?.[0];

{# Answers overtake each other: what was asked before the page ended says nothing of it any more. #}
const hasEnded = (path, since) => [...ended].some(([whole, at]) => path.startsWith(whole) && at >= since);

async function keep(url, response, says, since) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set(SAYS, JSON.stringify({ ...says, at: Date.now() }));
  const html = (await response.text()).replace(ONCE, "").replace("<html ", "<html data-saved ");
  const others = ({ reader }) => says.reader && reader && reader !== says.reader;
  const before = (path, { links }) => says.links && links && links !== says.links && visitOf(path) === visitOf(url.pathname);
  await drop((path, other) => path === url.pathname || others(other) || before(path, other));
  if (hasEnded(url.pathname, since)) return;
  const cache = await caches.open(CACHE);
  await cache.put(url.pathname, new Response(html, { headers }));
  if (hasEnded(url.pathname, since)) return cache.delete(url.pathname);
  for (const path of says.along) await fetchAlong(path);
  await tidy();
}

async function fetchAlong(path) {
  const since = Date.now();
  const response = await fetch(path, { redirect: "manual" }).catch(() => null);
  if (response) await note(new URL(path, location), response, since);
}

async function opened({ page: address, files }) {
  const url = new URL(address);
  if (!(await find(url))) await fetchAlong(url.pathname);
  const cache = await caches.open(CACHE);
  for (const name of files) if (!(await cache.match(name))) await cache.add(name).catch(() => {});
}

const ours = async () => (await caches.keys()).filter((name) => name.startsWith("singgah-"));

{# Every page that is kept, with what the server said of it. #}
async function* pages() {
  for (const name of await ours()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (FILE.test(path)) continue;
      const response = await cache.match(request);
      yield { cache, name, request, response, path, says: JSON.parse(response.headers.get(SAYS)) };
    }
  }
}

async function find(url) {
  for await (const { path, says, response } of pages()) {
    const same = !url.search || ["*", url.search].includes(says.same);
    if (path === url.pathname && same && !over(says)) return response;
  }
}

const over = ({ at, seconds }) => Date.now() > at + seconds * 1000;

async function drop(which) {
  for await (const { cache, request, path, says } of pages()) {
    if (which(path, says)) await cache.delete(request);
  }
}

async function tidy() {
  await drop((path, says) => over(says));
  const needed = new Set([CACHE]);
  for await (const { name } of pages()) needed.add(name);
  for (const name of await ours()) if (!needed.has(name)) await caches.delete(name);
}

async function nothing(url) {
  let kept = "";
  for await (const { path, says, response } of pages()) {
    const title = (await response.text()).match(/<title>\s*([^<]*)/)?.[1];
    if (!over(says) && path.startsWith(linkOf(url.pathname) ?? DESK)) kept += `<p><a href="${path}">${title}</a></p>`;
  }
  const html = `{{ nothing|safe }}`.replace("<!--kept-->", () => kept);
  return new Response(html, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
