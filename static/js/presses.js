// What was pressed at the door and is not sent yet: in this browser's database, in order, each with a
// key by which the server takes it once. Used by the pages and by the worker.

self.Presses = (() => {
  "use strict";

  const STORE = "presses";
  const LOCK = "singgah-presses";
  const LONGEST = 10_000; // ms for one answer

  const open = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open("singgah", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  const ask = async (mode, what) => {
    const database = await open();
    try {
      return await new Promise((done, failed) => {
        const change = database.transaction(STORE, mode);
        const asked = what(change.objectStore(STORE));
        change.oncomplete = () => done(asked.result);
        change.onabort = change.onerror = () => failed(change.error);
      });
    } finally {
      database.close();
    }
  };

  const all = () => ask("readonly", (store) => store.getAll());
  const put = (press) => ask("readwrite", (store) => store.put(press));
  const remove = (order) => ask("readwrite", (store) => store.delete(order));

  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // What is meant: the same of the same visit or person is kept once, as it was pressed first.
  const meant = (press) => [press.reader, press.address, press.person].join(" ");

  // In one transaction: a second press does not come between.
  const keep = (press) =>
    ask("readwrite", (store) => {
      const asked = store.getAll();
      asked.addEventListener("success", () => {
        const waiting = asked.result.filter((other) => !other.refused);
        if (!waiting.some((other) => meant(other) === meant(press))) store.put(press);
      });
      return asked;
    });

  const send = (press, token, { kept = true } = {}) => {
    const body = new FormData();
    for (const [name, value] of press.fields) body.append(name, value);
    body.append("csrfmiddlewaretoken", token);
    body.append("reader", press.reader);
    if (kept) body.append("age", Math.max(0, Math.round((Date.now() - press.at) / 1000)));
    return fetch(press.address, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "fetch", "Idempotency-Key": press.key },
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST),
    });
  };

  const wordsOf = async (answer) => {
    const told = await answer.json().catch(() => ({}));
    return told.message ?? "";
  };

  // One after the other, as they were pressed. Gives how many the server took, and why it stopped:
  // "" (all were sent), "away", or "sign-in".
  const sendInOrder = async ({ token, reader }) => {
    let taken = 0;
    for (const press of await all()) {
      if (press.refused || press.reader !== reader) continue;
      let answer;
      try {
        await put({ ...press, tried: true });
        answer = await send(press, token);
      } catch {
        return { taken, stopped: "away" };
      }
      if (answer.ok) {
        await remove(press.order);
        taken += 1;
      } else if ([404, 409, 422].includes(answer.status)) {
        await put({ ...press, tried: true, refused: true, words: await wordsOf(answer) });
      } else {
        return { taken, stopped: answer.status === 403 || answer.type === "opaqueredirect" ? "sign-in" : "away" };
      }
    }
    return { taken, stopped: "" };
  };

  // In one tab, or in the worker, at a time.
  const sendAll = (who) =>
    navigator.locks ? navigator.locks.request(LOCK, () => sendInOrder(who)) : sendInOrder(who);

  // The worker's way, where no page of the desk is open: with the token of a page of now.
  const sendFromWorker = async () => {
    const open = await self.clients.matchAll({ type: "window" });
    const desk = open.filter((one) => new URL(one.url).pathname.startsWith("/petugas/"));
    if (desk.length) return desk.forEach((one) => one.postMessage("send"));
    const page = await fetch("/petugas/hari-ini/", { redirect: "manual" });
    const html = page.ok ? await page.text() : "";
    const token = html.match(/name="csrfmiddlewaretoken" value="(\w+)"/)?.[1];
    const reader = html.match(/data-reader="(\w+)"/)?.[1];
    if (token && reader) await sendAll({ token, reader });
  };

  return { all, keep, newKey, remove, send, sendAll, sendFromWorker };
})();
