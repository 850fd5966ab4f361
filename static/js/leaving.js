// Who signs out leaves no page of the desk behind on this device, and hears of what is not sent yet.
// Nothing is thrown away before the server has ended the session: without network one is still in.
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

  const { out, reader, one, more, still } = document.currentScript.dataset;
  const LONGEST = 10_000; // ms for the answer
  if (!out) {
    wipe();
    return;
  }
  const unsent = async () => {
    try {
      return (await self.Presses.all()).filter((press) => !press.refused && press.reader === reader).length;
    } catch {
      return 0; // no database in this browser: nothing is kept in it
    }
  };

  // "out" where the server has ended the session, "away" where it was not reached, "" where it says
  // something else.
  const signOut = async (form) => {
    const asked = { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(LONGEST) };
    try {
      const answer = await fetch(form.action, asked);
      if (answer.type === "opaqueredirect") return "out";
      return [502, 503, 504].includes(answer.status) ? "away" : "";
    } catch {
      return "away";
    }
  };

  for (const form of document.querySelectorAll(`form[action="${out}"]`)) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const count = await unsent();
      const words = count === 1 ? one : more.replace("[number]", count);
      if (count && !confirm(words)) return;
      event.submitter?.setAttribute("aria-busy", "true");
      const answer = await signOut(form);
      event.submitter?.removeAttribute("aria-busy");
      if (answer === "away") return alert(still);
      if (!answer) return form.submit(); // the server's own page says why
      await wipe().catch(() => {});
      location.assign("/");
    });
  }
})();
