// Who signs out leaves no page of the desk behind on this device, and hears of what is not sent yet.
// A page that asks to sign in does the same: whoever it was before is signed in no more.

(() => {
  "use strict";

  const wipe = async () => {
    if (!("caches" in self)) return;
    for (const name of await caches.keys()) {
      if (!name.startsWith("singgah-")) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        if (new URL(request.url).pathname.startsWith("/petugas/")) await cache.delete(request);
      }
    }
  };

  const { out, one, more } = document.currentScript.dataset;
  if (!out) {
    wipe();
    return;
  }
  const unsent = async () => {
    try {
      return (await self.Presses.all()).filter((press) => !press.refused).length;
    } catch {
      return 0; // no database in this browser: nothing is kept in it
    }
  };
  for (const form of document.querySelectorAll(`form[action="${out}"]`)) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const count = await unsent();
      const words = count === 1 ? one : more.replace("[number]", count);
      if (count && !confirm(words)) return;
      await wipe().catch(() => {});
      form.submit();
    });
  }
})();
