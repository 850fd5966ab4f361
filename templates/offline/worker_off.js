// Pages are not kept here (any more): what was kept goes, and this worker with it.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("singgah-")).map((name) => caches.delete(name)));
  await self.registration.unregister();
}
